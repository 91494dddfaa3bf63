/* Contract:  A contended mutex lets one thread in at a time, sleeps the others on a futex, and loses no wake-up.
 * Source:    futex(2); pthread_mutex_lock(3)
 * Covers:    futex clone sched_yield
 */
#include "contract.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 200 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int inside, most_inside, counter, told[2];

static void *worker(void *unused) {
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&mutex);
    if (++inside > most_inside) most_inside = inside;
    int value = counter;
    if (i % 20 == 0) sched_yield(); /* so that the others find it locked */
    counter = value + 1;
    inside--;
    pthread_mutex_unlock(&mutex);
  }
  return unused;
}

static void *waits(void *tid) {
  *(volatile int *)tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  pthread_mutex_lock(&mutex);
  counter = -1;
  pthread_mutex_unlock(&mutex);
  return 0;
}

int main(void) {
  pthread_t threads[THREADS];
  int tid;
  char byte;
  for (int i = 0; i < THREADS; i++) must(pthread_create(&threads[i], 0, worker, 0) ? -1 : 0);
  for (int i = 0; i < THREADS; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("counter", counter, THREADS * ROUNDS);
  check("most_inside", most_inside, 1);

  must(pipe((int *)told));
  pthread_mutex_lock(&mutex);
  must(pthread_create(&threads[0], 0, waits, &tid) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  check("waiter_does_not_pass", counter, THREADS * ROUNDS);
  check("trylock", error_name(pthread_mutex_trylock(&mutex)), "EBUSY");
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  check("timedlock", error_name(pthread_mutex_timedlock(&mutex, &soon)), "ETIMEDOUT");
  pthread_mutex_unlock(&mutex);
  must(pthread_join(threads[0], 0) ? -1 : 0);
  check("waiter_passed", counter, -1);
  return verdict();
}
