/* Contract:  timer_settime arms for a time from now or, with TIMER_ABSTIME, a point; 0 disarms; the old setting is told;
 *            values, ids and addresses are checked; children have none of the timers.
 * Source:    timer_settime(2), ERRORS; fork(2)
 * Covers:    timer_settime timer_gettime timer_getoverrun timer_delete
 */
#include "contract.h"

static int timer;
static sigset_t set;

static const char *settime(int flags, long seconds, long nanoseconds, long interval, struct itimerspec *old) {
  struct itimerspec next = {{0, interval}, {seconds, nanoseconds}};
  return call(syscall(SYS_timer_settime, timer, flags, &next, old));
}

int main(void) {
  struct itimerspec old, now;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &timer));
  check("arm", settime(0, 1000, 0, 7, &old), "0");
  check("was_unarmed", old.it_value.tv_sec + old.it_value.tv_nsec + old.it_interval.tv_nsec, 0);
  check("rearm", settime(0, 500, 0, 0, &old), "0");
  check("old_value", old.it_value.tv_sec >= 990 && old.it_value.tv_sec < 1000, 1);
  check("old_interval", old.it_interval.tv_nsec, 7);
  long long point = clock_ns(CLOCK_MONOTONIC) / 1000000000 + 2000;
  check("absolute", settime(TIMER_ABSTIME, (long)point, 0, 0, 0), "0");
  must(syscall(SYS_timer_gettime, timer, &now));
  check("told_from_now", now.it_value.tv_sec > 1900 && now.it_value.tv_sec <= 2000, 1);
  check("absolute_past", settime(TIMER_ABSTIME, 0, 1, 0, 0), "0");
  check("fires_at_once", signal_name(sigtimedwait(&set, 0, &(struct timespec){5, 0})), "SIGALRM");
  check("overrun", call(syscall(SYS_timer_getoverrun, timer)), "0");
  check("disarm", settime(0, 0, 0, 5, 0), "0");
  must(syscall(SYS_timer_gettime, timer, &now));
  check("is_disarmed", now.it_value.tv_sec + now.it_value.tv_nsec, 0);

  check("nanoseconds", settime(0, 1, 1000000000, 0, 0), "EINVAL");
  check("negative", settime(0, -1, 0, 0, 0), "EINVAL");
  check("interval_nanoseconds", settime(0, 1, 0, 1000000000, 0), "EINVAL");
  check("null", call(syscall(SYS_timer_settime, timer, 0, 0, 0)), "EINVAL");
  check("bad_new", call(syscall(SYS_timer_settime, timer, 0, 8, 0)), "EFAULT");
  check("bad_old", settime(0, 1000, 0, 0, (void *)8), "EFAULT");
  check("gettime_bad", call(syscall(SYS_timer_gettime, timer, 8)), "EFAULT");
  timer += 100;
  check("no_timer", settime(0, 1, 0, 0, 0), "EINVAL");
  check("gettime_no_timer", call(syscall(SYS_timer_gettime, timer, &now)), "EINVAL");
  check("getoverrun_no_timer", call(syscall(SYS_timer_getoverrun, timer)), "EINVAL");
  timer -= 100;
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_timer_gettime, timer, &now) == -1 && errno == EINVAL ? 5 : 6);
  check("not_in_a_child", reap(child), "exited 5");
  return verdict();
}
