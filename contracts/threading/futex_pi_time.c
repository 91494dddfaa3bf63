/* Contract:  FUTEX_LOCK_PI waits until a point of the realtime clock, FUTEX_LOCK_PI2 of the monotonic one or, with
 *            FUTEX_CLOCK_REALTIME, of that; a handler runs in between and the wait goes on, SA_RESTART or not.
 * Source:    futex(2), FUTEX_LOCK_PI, FUTEX_LOCK_PI2; futex_lock_pi (ERESTARTNOINTR)
 * Covers:    futex
 */
#include "pi_futex.h"

static unsigned word;
static int told[2], tid, result = -1;
static volatile int handled;

static const char *until(int operation, long long at) {
  struct timespec time = {at / 1000000000, at % 1000000000};
  return call(syscall(SYS_futex, &word, operation, 0, &time, 0, 0));
}

static void on_signal(int signal) {
  (void)signal;
  handled = 1;
  (void)!write(told[1], "h", 1);
}

static void *tries(void *unused) {
  (void)unused;
  long long now = clock_ns(CLOCK_REALTIME), ms = 1000000;
  check("past", until(LOCK_PI, now - ms), "ETIMEDOUT");
  check("realtime", until(LOCK_PI, now + 10 * ms), "ETIMEDOUT");
  check("realtime_reached", clock_ns(CLOCK_REALTIME) - now >= 10 * ms, 1);
  check("marked", word_text(word), "other|WAITERS");
  check("monotonic_is_past", until(LOCK_PI, clock_ns(CLOCK_MONOTONIC)), "ETIMEDOUT");
  now = clock_ns(CLOCK_MONOTONIC);
  check("monotonic", until(LOCK_PI2, now + 10 * ms), "ETIMEDOUT");
  check("monotonic_reached", clock_ns(CLOCK_MONOTONIC) - now >= 10 * ms, 1);
  now = clock_ns(CLOCK_REALTIME);
  check("chosen", until(LOCK_PI2 | REALTIME, now + 10 * ms), "ETIMEDOUT");
  check("chosen_reached", clock_ns(CLOCK_REALTIME) - now >= 10 * ms, 1);
  check("trylock", call(pi(&word, TRYLOCK_PI)), "EAGAIN");
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  result = (int)pi(&word, LOCK_PI);
  return 0;
}

int main(void) {
  pthread_t thread;
  char byte;
  struct sigaction action = {.sa_handler = on_signal};
  must(sigaction(SIGUSR1, &action, 0));
  must(pipe(told));
  must(pi(&word, LOCK_PI));
  must(pthread_create(&thread, 0, tries, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  must(syscall(SYS_tgkill, getpid(), tid, SIGUSR1));
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  check("handled", handled, 1);
  check("waits_still", result, -1);
  check("unlock", call(pi(&word, UNLOCK_PI)), "0");
  must(pthread_join(thread, 0) ? -1 : 0);
  check("got_it", result, 0);
  check("of_thread", word_text(word), "other|WAITERS");
  return verdict();
}
