/* Contract:  A POSIX timer sends its signal with its value, counts overruns, and can be read, set anew and deleted.
 * Source:    timer_create(2); timer_settime(2); timer_getoverrun(2)
 * Covers:    timer_create timer_settime timer_gettime timer_getoverrun timer_delete
 */
#include "contract.h"

int main(void) {
  timer_t timer;
  sigset_t set;
  siginfo_t info;
  struct itimerspec now;
  struct timespec bound = {5, 0};
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3, .sigev_value.sival_int = 33};
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 3);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  check("create", call(timer_create(CLOCK_MONOTONIC, &event, &timer)), "0");
  must(timer_gettime(timer, &now));
  check("unset", now.it_value.tv_sec + now.it_value.tv_nsec, 0);

  must(timer_settime(timer, 0, &(struct itimerspec){{0, 0}, {0, 10000000}}, 0));
  check("signal", signal_name(sigtimedwait(&set, &info, &bound)), "SIGRTMIN+3");
  check("code", signal_code(info.si_signo, info.si_code), "SI_TIMER");
  check("value", info.si_value.sival_int, 33);
  check("no_overrun", info.si_overrun, 0);
  check("fires_once", call(sigtimedwait(&set, &info, &(struct timespec){0, 15000000})), "EAGAIN");

  must(timer_settime(timer, 0, &(struct itimerspec){{0, 1000000}, {0, 1000000}}, 0));
  must(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 20000000}, 0) ? -1 : 0);
  check("after_20_periods", signal_name(sigtimedwait(&set, &info, &bound)), "SIGRTMIN+3");
  check("overruns_counted", info.si_overrun >= 18, 1);
  check("getoverrun_agrees", timer_getoverrun(timer) == info.si_overrun, 1);

  must(timer_settime(timer, 0, &(struct itimerspec){{0, 0}, {1000, 0}}, &now));
  check("old_interval", now.it_interval.tv_nsec, 1000000);
  must(timer_gettime(timer, &now));
  check("time_left", now.it_value.tv_sec >= 990 && now.it_value.tv_sec < 1000, 1);
  check("no_interval", now.it_interval.tv_nsec, 0);
  check("delete", call(timer_delete(timer)), "0");
  check("deleted", call(syscall(SYS_timer_gettime, timer, &now)), "EINVAL");
  check("no_such_clock", call(timer_create(99, &event, &timer)), "EINVAL");
  return verdict();
}
