/* Contract:  Condition variables: signal wakes one waiter, broadcast all, a timed wait ends with ETIMEDOUT.
 * Source:    pthread_cond_init(3); futex(2)
 * Covers:    futex clone
 */
#include "contract.h"

#include <pthread.h>

enum { WAITERS = 3, ITEMS = 100 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER, arrived = PTHREAD_COND_INITIALIZER;
static int waiting, tickets, passed, slot, sum;

static void *waiter(void *unused) {
  pthread_mutex_lock(&mutex);
  waiting++;
  pthread_cond_signal(&arrived);
  while (tickets == 0) pthread_cond_wait(&changed, &mutex);
  tickets--;
  passed++;
  pthread_cond_signal(&arrived);
  pthread_mutex_unlock(&mutex);
  return unused;
}

static void *consumer(void *unused) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&mutex);
    while (slot == 0) pthread_cond_wait(&changed, &mutex);
    sum += slot;
    slot = 0;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&mutex);
  }
  return unused;
}

int main(void) {
  pthread_t threads[WAITERS];
  for (int i = 0; i < WAITERS; i++) must(pthread_create(&threads[i], 0, waiter, 0) ? -1 : 0);
  pthread_mutex_lock(&mutex);
  while (waiting < WAITERS) pthread_cond_wait(&arrived, &mutex);
  check("nobody_passed", passed, 0);
  tickets = 1;
  pthread_cond_signal(&changed);
  while (passed < 1) pthread_cond_wait(&arrived, &mutex);
  check("after_one_ticket", passed, 1);
  tickets = 2;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  for (int i = 0; i < WAITERS; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("after_broadcast", passed, WAITERS);

  must(pthread_create(&threads[0], 0, consumer, 0) ? -1 : 0);
  for (int i = 1; i <= ITEMS; i++) {
    pthread_mutex_lock(&mutex);
    while (slot != 0) pthread_cond_wait(&arrived, &mutex);
    slot = i;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
  }
  must(pthread_join(threads[0], 0) ? -1 : 0);
  check("handed_over", sum, ITEMS * (ITEMS + 1) / 2);

  struct timespec until;
  pthread_mutex_lock(&mutex);
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 10000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  check("timed_wait", error_name(pthread_cond_timedwait(&changed, &mutex, &until)), "ETIMEDOUT");
  check("time_was_reached", clock_ns(CLOCK_REALTIME) >= until.tv_sec * 1000000000ll + until.tv_nsec, 1);
  check("mutex_is_held_again", error_name(pthread_mutex_trylock(&mutex)), "EBUSY");
  return verdict();
}
