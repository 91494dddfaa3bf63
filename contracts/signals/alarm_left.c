/* Contract:  alarm answers the seconds left of the previous alarm: to the nearest, never 0 while one is set.
 * Source:    alarm(2); Linux alarm_setitimer()
 * Behaviour: B18
 * Covers:    alarm setitimer getitimer
 */
#include "contract.h"

#include <sys/time.h>

/* The C library may answer alarm from setitimer with a rounding of its own. */
static long set_alarm(unsigned seconds) { return syscall(SYS_alarm, seconds); }

static void set_timer(long seconds, long microseconds) {
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {seconds, microseconds}}, 0));
}

int main(void) {
  struct itimerval left;
  check("none_before", set_alarm(10), 0);
  check("just_set_10", set_alarm(20), 10);
  check("just_set_20", set_alarm(0), 20);
  check("cancelled", set_alarm(0), 0);

  set_timer(10, 450000);
  check("left_10_45", set_alarm(0), 10);
  set_timer(10, 950000);
  check("left_10_95", set_alarm(0), 11);
  set_timer(0, 400000);
  check("left_0_4", set_alarm(0), 1);

  set_alarm(100);
  must(getitimer(ITIMER_REAL, &left));
  check("same_timer_as_setitimer", left.it_value.tv_sec >= 98 && left.it_value.tv_sec < 100, 1);
  check("no_interval", left.it_interval.tv_sec + left.it_interval.tv_usec, 0);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)set_alarm(0));
  check("child_has_none", reap(child), "exited 0");
  check("parent_keeps", set_alarm(0) >= 98, 1);
  return verdict();
}
