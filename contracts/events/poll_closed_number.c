/* Contract:  poll looks its numbers up again after each wake: one that was closed in the meantime is POLLNVAL, one that leads
 *            elsewhere by then is judged by what is there.
 * Source:    poll(2); do_poll in the kernel
 * Covers:    poll close dup2
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>

static int p[2];
static atomic_int thread_id;
static short seen;

static void *polls(void *unused) {
  struct pollfd one = {.fd = p[0], .events = POLLIN};
  (void)unused;
  atomic_store(&thread_id, gettid());
  must(poll(&one, 1, BOUND));
  seen = one.revents;
  return NULL;
}

static void begin(pthread_t *thread) {
  must(pipe(p));
  atomic_store(&thread_id, 0);
  must(pthread_create(thread, NULL, polls, NULL) ? -1 : 0);
  while (atomic_load(&thread_id) == 0) sched_yield();
  await_sleep(atomic_load(&thread_id));
}

int main(void) {
  pthread_t thread;
  int other[2];
  begin(&thread);
  must(close(p[0]));
  check("still_a_reader", call(write(p[1], "x", 1)), "1");
  must(pthread_join(thread, NULL) ? -1 : 0);
  check("closed", poll_events(seen), "POLLNVAL");
  must(close(p[1]));
  must(pipe(other));
  must(close(other[1]));
  begin(&thread);
  must(dup2(other[0], p[0]));
  must(write(p[1], "x", 1));
  must(pthread_join(thread, NULL) ? -1 : 0);
  check("another", poll_events(seen), "POLLHUP");
  return verdict();
}
