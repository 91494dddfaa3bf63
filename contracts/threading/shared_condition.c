/* Contract:  A mutex and a condition variable in shared memory work between processes: signals wake, waits time out.
 * Source:    POSIX, pthread_condattr_setpshared, pthread_mutexattr_setpshared, pthread_condattr_setclock
 * Covers:    futex mmap fork
 */
#include "contract.h"

#include <pthread.h>
#include <sys/mman.h>

static struct shared {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int turn, rounds;
} *shared;

static void play(int mine, int until) {
  pthread_mutex_lock(&shared->mutex);
  while (shared->rounds < until) {
    while (shared->turn != mine && shared->rounds < until) pthread_cond_wait(&shared->changed, &shared->mutex);
    if (shared->rounds >= until) break;
    shared->turn = !mine;
    shared->rounds++;
    pthread_cond_broadcast(&shared->changed);
  }
  pthread_mutex_unlock(&shared->mutex);
}

int main(void) {
  pthread_mutexattr_t mutex;
  pthread_condattr_t condition;
  struct timespec until;
  shared = (struct shared *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  pthread_mutexattr_init(&mutex);
  pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
  pthread_condattr_init(&condition);
  pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
  check("clock", error_name(pthread_condattr_setclock(&condition, CLOCK_MONOTONIC)), "0");
  check("cpu_clock", error_name(pthread_condattr_setclock(&condition, CLOCK_PROCESS_CPUTIME_ID)), "EINVAL");
  must(pthread_mutex_init(&shared->mutex, &mutex) ? -1 : 0);
  must(pthread_cond_init(&shared->changed, &condition) ? -1 : 0);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    play(1, 40);
    _exit(3);
  }
  play(0, 40);
  check("child", reap(child), "exited 3");
  check("rounds", shared->rounds, 40);
  check("turn", shared->turn, 0);
  must(clock_gettime(CLOCK_MONOTONIC, &until));
  until.tv_nsec += 5000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  pthread_mutex_lock(&shared->mutex);
  check("timed", error_name(pthread_cond_timedwait(&shared->changed, &shared->mutex, &until)), "ETIMEDOUT");
  check("reached", clock_ns(CLOCK_MONOTONIC) >= until.tv_sec * 1000000000ll + until.tv_nsec, 1);
  return verdict();
}
