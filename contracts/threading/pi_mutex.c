/* Contract:  Mutexes of PTHREAD_PRIO_INHERIT exclude, time out, know errors and, where robust, tell that their owner ended.
 * Source:    pthread_mutexattr_setprotocol(3p); pthread_mutexattr_setrobust(3); futex(2), FUTEX_LOCK_PI
 * Covers:    futex set_robust_list
 */
#include "contract.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 50 };
static pthread_mutex_t mutex, robust;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static int counter, arrived;

static void *counts(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&mutex);
    int before = counter;
    if (i % 8 == 0) sched_yield();
    counter = before + 1;
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_lock(&mutex);
  arrived++;
  pthread_cond_broadcast(&turn);
  while (arrived < THREADS) pthread_cond_wait(&turn, &mutex);
  pthread_mutex_unlock(&mutex);
  return 0;
}

static void *tries(void *unused) {
  (void)unused;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  check("try_held", error_name(pthread_mutex_trylock(&mutex)), "EBUSY");
  check("time_over", error_name(pthread_mutex_timedlock(&mutex, &now)), "ETIMEDOUT");
  check("unlock_other", error_name(pthread_mutex_unlock(&mutex)), "EPERM");
  return (void *)(long)pthread_mutex_lock(&robust);
}

static const char *init(pthread_mutex_t *made, int kind, int isRobust) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, kind);
  int error = pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
  if (isRobust) pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  return error_name(error ? error : pthread_mutex_init(made, &attributes));
}

int main(void) {
  pthread_t threads[THREADS];
  void *result;
  check("init", init(&mutex, PTHREAD_MUTEX_ERRORCHECK, 0), "0");
  check("init_robust", init(&robust, PTHREAD_MUTEX_NORMAL, 1), "0");
  check("lock", error_name(pthread_mutex_lock(&mutex)), "0");
  check("lock_own", error_name(pthread_mutex_lock(&mutex)), "EDEADLK");
  must(pthread_create(&threads[0], 0, tries, 0) ? -1 : 0);
  must(pthread_join(threads[0], &result) ? -1 : 0);
  check("robust_locked", error_name((int)(long)result), "0");
  check("unlock", error_name(pthread_mutex_unlock(&mutex)), "0");
  check("owner_dead", error_name(pthread_mutex_lock(&robust)), "EOWNERDEAD");
  check("consistent", error_name(pthread_mutex_consistent(&robust)), "0");
  check("robust_unlock", error_name(pthread_mutex_unlock(&robust)), "0");
  check("robust_lock", error_name(pthread_mutex_lock(&robust)), "0");
  check("robust_unlock_again", error_name(pthread_mutex_unlock(&robust)), "0");

  for (int i = 0; i < THREADS; i++) must(pthread_create(&threads[i], 0, counts, 0) ? -1 : 0);
  for (int i = 0; i < THREADS; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("counted", counter, THREADS * ROUNDS);
  return verdict();
}
