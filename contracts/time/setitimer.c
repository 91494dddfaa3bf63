/* Contract:  setitimer counts down, fires SIGALRM, and starts again by its interval; the old setting is handed back.
 * Source:    setitimer(2)
 * Covers:    setitimer getitimer rt_sigtimedwait
 */
#include "contract.h"

#include <sys/time.h>

static struct itimerval timer(long interval_us, long value_s, long value_us) {
  return (struct itimerval){{0, interval_us}, {value_s, value_us}};
}

int main(void) {
  sigset_t set;
  struct itimerval now, old;
  struct timespec bound = {5, 0};
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  must(sigprocmask(SIG_BLOCK, &set, 0));

  must(getitimer(ITIMER_REAL, &now));
  check("unset", now.it_value.tv_sec + now.it_value.tv_usec, 0);
  now = timer(0, 0, 20000);
  long long start = clock_ns(CLOCK_MONOTONIC);
  must(setitimer(ITIMER_REAL, &now, 0));
  check("fires", signal_name(sigtimedwait(&set, 0, &bound)), "SIGALRM");
  check("not_before_20_ms", clock_ns(CLOCK_MONOTONIC) - start >= 20000000, 1);
  must(getitimer(ITIMER_REAL, &now));
  check("one_shot", now.it_value.tv_sec + now.it_value.tv_usec, 0);
  check("fires_once", call(sigtimedwait(&set, 0, &(struct timespec){0, 25000000})), "EAGAIN");

  now = timer(5000, 0, 5000);
  start = clock_ns(CLOCK_MONOTONIC);
  must(setitimer(ITIMER_REAL, &now, 0));
  for (int i = 1; i <= 3; i++)
    check(join("interval_", number(i, 10)), signal_name(sigtimedwait(&set, 0, &bound)), "SIGALRM");
  check("three_intervals_took_10_ms_at_least", clock_ns(CLOCK_MONOTONIC) - start >= 10000000, 1);

  now = timer(0, 1000, 0);
  must(setitimer(ITIMER_REAL, &now, &old));
  check("old_interval", old.it_interval.tv_usec, 5000);
  check("old_value_within_interval", old.it_value.tv_sec == 0 && old.it_value.tv_usec <= 5000, 1);
  must(getitimer(ITIMER_REAL, &now));
  check("counts_down", now.it_value.tv_sec >= 990 && now.it_value.tv_sec < 1000, 1);
  now = timer(0, 0, 0);
  must(setitimer(ITIMER_REAL, &now, &old));
  check("stopped_old", old.it_value.tv_sec >= 990, 1);
  sigtimedwait(&set, 0, &(struct timespec){0, 0}); /* one may have come meanwhile */
  check("stopped", call(sigtimedwait(&set, 0, &(struct timespec){0, 10000000})), "EAGAIN");
  now = timer(0, 0, 1000000);
  check("bad_microseconds", call(setitimer(ITIMER_REAL, &now, 0)), "EINVAL");
  check("no_such_timer", call(getitimer(9, &now)), "EINVAL");
  return verdict();
}
