/* Contract:  A barrier lets nobody through before all are there and names one serial thread; join gives each result.
 * Source:    pthread_barrier_wait(3p); pthread_join(3)
 * Covers:    futex clone exit munmap
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, ROUNDS = 25 };
static pthread_barrier_t barrier;
static atomic_int arrived, early, serial;

static void *worker(void *number) {
  for (int round = 1; round <= ROUNDS; round++) {
    atomic_fetch_add(&arrived, 1);
    serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    if (atomic_load(&arrived) < round * THREADS) early++;
    pthread_barrier_wait(&barrier); /* nobody begins the next round before all have looked */
  }
  return (void *)((long)number * 10);
}

static void *exits(void *value) {
  pthread_exit(value);
}

int main(void) {
  pthread_t threads[THREADS];
  must(pthread_barrier_init(&barrier, 0, THREADS) ? -1 : 0);
  for (long i = 0; i < THREADS; i++) must(pthread_create(&threads[i], 0, worker, (void *)(i + 1)) ? -1 : 0);
  for (int i = 0; i < THREADS; i++) {
    void *result = 0;
    check(join("join_", number(i, 10)), error_name(pthread_join(threads[i], &result)), "0");
    check(join("result_", number(i, 10)), (long)result, (i + 1) * 10);
  }
  check("arrivals", atomic_load(&arrived), THREADS * ROUNDS);
  check("serial_threads", atomic_load(&serial), ROUNDS);
  check("through_too_early", atomic_load(&early), 0);

  void *result = 0;
  must(pthread_create(&threads[0], 0, exits, (void *)77) ? -1 : 0);
  check("join_of_pthread_exit", error_name(pthread_join(threads[0], &result)), "0");
  check("result_of_pthread_exit", (long)result, 77);
  for (int i = 0; i < 50; i++) {
    must(pthread_create(&threads[0], 0, exits, 0) ? -1 : 0);
    must(pthread_join(threads[0], 0) ? -1 : 0);
  }
  observe("fifty_more", "made and joined");
  return verdict();
}
