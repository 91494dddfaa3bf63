/* Contract:  A semaphore counts: try is EAGAIN at 0, timed ETIMEDOUT, a waiter is woken by a post, also of another process;
 *            a handler without SA_RESTART is EINTR.
 * Source:    sem_overview(7); sem_wait(3)
 * Covers:    futex
 */
#include "contract.h"

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/time.h>

static void tick(int signal) { (void)signal; }

int main(void) {
  struct timespec past = {1, 0};
  int value = -1, told[2];
  char byte;
  sem_t *sem = (sem_t *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  must(pipe(told));
  check("init", call(sem_init(sem, 1, 2)), "0");
  check("wait", call(sem_wait(sem)), "0");
  check("try", call(sem_trywait(sem)), "0");
  check("try_at_0", call(sem_trywait(sem)), "EAGAIN");
  check("timed_at_0", call(sem_timedwait(sem, &past)), "ETIMEDOUT");
  check("bad_time", call(sem_timedwait(sem, &(struct timespec){1, 1000000000})), "EINVAL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    (void)!write(told[1], "x", 1);
    _exit(sem_wait(sem) == 0 ? 6 : 7);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  check("post", call(sem_post(sem)), "0");
  check("child_got_it", reap(child), "exited 6");
  must(sem_getvalue(sem, &value));
  check("value", value, 0);

  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 5000}, {0, 5000}}, 0));
  check("interrupted", call(sem_wait(sem)), "EINTR");
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  check("too_large", call(sem_init(sem, 1, SEM_VALUE_MAX + 1u)), "EINVAL");
  check("largest", call(sem_init(sem, 1, SEM_VALUE_MAX)), "0");
  check("overflow", call(sem_post(sem)), "EOVERFLOW");
  return verdict();
}
