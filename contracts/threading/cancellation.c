/* Contract:  A cancelled thread ends at its next cancellation point, running its cleanup handlers; disabled, it waits;
 *            asynchronous cancellation ends a loop without such points.
 * Source:    pthread_cancel(3); pthreads(7), "Cancellation points"
 * Covers:    tgkill futex rt_sigaction read
 */
#include "contract.h"

#include <pthread.h>

static int told[2], block[2];
static volatile int cleaned, passed, go;

static void cleanup(void *value) { cleaned += (int)(long)value; }

static void tell(void) { (void)!write(told[1], "x", 1); }

static void *reads(void *unused) {
  char byte;
  pthread_cleanup_push(cleanup, (void *)1);
  pthread_cleanup_push(cleanup, (void *)10);
  tell();
  (void)!read(block[0], &byte, 1);
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  return unused;
}

static void *disabled(void *unused) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  passed = old == PTHREAD_CANCEL_ENABLE;
  tell();
  while (!go) sched_yield();
  pthread_testcancel();
  passed += 10;
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
  pthread_testcancel();
  passed += 100;
  return unused;
}

static void *spins(void *unused) {
  int old;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
  tell();
  for (;;) sched_yield();
  return unused;
}

static const char *cancelled(pthread_t thread) {
  void *result = 0;
  must(pthread_join(thread, &result) ? -1 : 0);
  return result == PTHREAD_CANCELED ? "cancelled" : "returned";
}

static pthread_t start(void *(*function)(void *)) {
  pthread_t thread;
  char byte;
  must(pthread_create(&thread, 0, function, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  return thread;
}

int main(void) {
  must(pipe(told));
  must(pipe(block));
  pthread_t thread = start(reads);
  check("cancel", error_name(pthread_cancel(thread)), "0");
  check("in_read", cancelled(thread), "cancelled");
  check("cleanups", cleaned, 11);
  thread = start(disabled);
  check("cancel_disabled", error_name(pthread_cancel(thread)), "0");
  go = 1;
  check("when_enabled", cancelled(thread), "cancelled");
  check("passed_the_disabled_part", passed, 11);
  thread = start(spins);
  check("cancel_loop", error_name(pthread_cancel(thread)), "0");
  check("asynchronous", cancelled(thread), "cancelled");
  return verdict();
}
