/* Contract:  Which clocks and flags timers take; what settime and gettime refuse; absolute times that are past expire at
 *            once; TFD_TIMER_CANCEL_ON_SET is taken for clocks that can be set.
 * Source:    timerfd_create(2), ERRORS
 * Covers:    timerfd_create timerfd_settime timerfd_gettime
 */
#include "contract.h"

#include <sys/timerfd.h>

static const char *set(int fd, int flags, long seconds, long nanos) {
  struct itimerspec time = {.it_value = {seconds, nanos}};
  return call(timerfd_settime(fd, flags, &time, NULL));
}

int main(void) {
  static const struct { const char *name; int clock; const char *answer; } clocks[] = {
      {"realtime", CLOCK_REALTIME, "ok"},          {"monotonic", CLOCK_MONOTONIC, "ok"},
      {"boottime", CLOCK_BOOTTIME, "ok"},          {"realtime_alarm", CLOCK_REALTIME_ALARM, "EPERM"},
      {"boottime_alarm", CLOCK_BOOTTIME_ALARM, "EPERM"}, {"process", CLOCK_PROCESS_CPUTIME_ID, "EINVAL"},
      {"coarse", CLOCK_REALTIME_COARSE, "EINVAL"}, {"tai", CLOCK_TAI, "EINVAL"},
      {"unknown", 77, "EINVAL"},
  };
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
    check(clocks[i].name, made(timerfd_create(clocks[i].clock, 0)), clocks[i].answer);
  check("unknown_flag", made(timerfd_create(CLOCK_MONOTONIC, 4)), "EINVAL");
  int fd = (int)must(timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)), p[2];
  uint64_t count = 0;
  struct itimerspec now;
  must(pipe(p));
  check("status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("set_a_pipe", set(p[0], 0, 1, 0), "EINVAL");
  check("set_closed", set(99, 0, 1, 0), "EBADF");
  check("get_a_pipe", call(timerfd_gettime(p[0], &now)), "EINVAL");
  check("nanos_too_many", set(fd, 0, 0, 1000000000), "EINVAL");
  check("nanos_negative", set(fd, 0, 0, -1), "EINVAL");
  check("seconds_negative", set(fd, 0, -1, 0), "EINVAL");
  check("set_flag_unknown", set(fd, 4, 1, 0), "EINVAL");
  check("bad_pointer", call(timerfd_settime(fd, 0, (void *)16, NULL)), "EFAULT");
  check("bad_get", call(timerfd_gettime(fd, (void *)16)), "EFAULT");
  check("past", set(fd, TFD_TIMER_ABSTIME, 1, 0), "0");
  check("expired", poll_one(fd, POLLIN, BOUND), "POLLIN");
  check("once", (must(read(fd, &count, 8)), (long)count), 1);
  check("cancel_on_set", set(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, 1L << 32, 0), "0");
  check("not_yet", call(read(fd, &count, 8)), "EAGAIN");
  check("cancel_relative", set(fd, TFD_TIMER_CANCEL_ON_SET, 100, 0), "0");
  check("disarm", set(fd, 0, 0, 0), "0");
  check("disarmed", (must(timerfd_gettime(fd, &now)), now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0), 1);
  check("short_read", call(read(fd, &count, 7)), "EINVAL");
  check("write", call(write(fd, &count, 8)), "EINVAL");
  return verdict();
}
