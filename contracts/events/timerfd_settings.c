/* Contract:  Setting a timerfd forgets what was not read, answers the old setting and checks its arguments; a time in the
 *            past has expired at once.
 * Source:    timerfd_create(2)
 * Covers:    timerfd_create timerfd_settime timerfd_gettime
 */
#include "contract.h"

#include <sys/timerfd.h>

static int timer;

static const char *expirations(void) {
  uint64_t count = 0;
  return read(timer, &count, 8) == 8 ? number((long long)count, 10) : error_name(errno);
}

int main(void) {
  struct itimerspec set = {.it_value.tv_nsec = 1}, old;
  int p[2];
  must(pipe(p));
  check("clock_without_timer", made(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0)), "EINVAL");
  check("unknown_clock", made(timerfd_create(77, 0)), "EINVAL");
  check("bad_flags", made(timerfd_create(CLOCK_MONOTONIC, 1)), "EINVAL");
  timer = (int)must(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  check("cloexec", descriptor_flags(fcntl(timer, F_GETFD)), "FD_CLOEXEC");
  check("open_flags", open_flags(fcntl(timer, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("unarmed", expirations(), "EAGAIN");
  check("short_read", call(read(timer, &set, 7)), "EINVAL");
  check("write", call(write(timer, &set, 8)), "EINVAL");
  check("not_a_timer", call(timerfd_settime(p[0], 0, &set, NULL)), "EINVAL");
  check("not_open", call(timerfd_settime(99, 0, &set, NULL)), "EBADF");
  check("settime_flags", call(timerfd_settime(timer, 8, &set, NULL)), "EINVAL");
  check("bad_pointer", call(syscall(SYS_timerfd_settime, timer, 0, 16, NULL)), "EFAULT");
  set.it_interval.tv_nsec = 1000000000;
  check("bad_interval", call(timerfd_settime(timer, 0, &set, NULL)), "EINVAL");

  set = (struct itimerspec){.it_value.tv_sec = 100, .it_interval.tv_sec = 7};
  must(timerfd_settime(timer, 0, &set, &old));
  check("old_is_unarmed", old.it_value.tv_sec == 0 && old.it_value.tv_nsec == 0, 1);
  must(timerfd_gettime(timer, &old));
  check("time_left", old.it_value.tv_sec >= 90 && old.it_value.tv_sec < 100, 1);
  check("interval", old.it_interval.tv_sec, 7);
  set = (struct itimerspec){.it_value.tv_nsec = 1};
  must(timerfd_settime(timer, TFD_TIMER_ABSTIME, &set, &old));
  check("old_interval", old.it_interval.tv_sec, 7);
  check("past_is_over", poll_one(timer, POLLIN, BOUND), "POLLIN");
  check("count", expirations(), "1");
  check("taken", expirations(), "EAGAIN");
  must(timerfd_settime(timer, TFD_TIMER_ABSTIME, &set, NULL));
  must(poll_one(timer, POLLIN, BOUND) ? 0 : -1);
  must(timerfd_settime(timer, 0, &(struct itimerspec){0}, NULL));
  check("forgotten", expirations(), "EAGAIN");
  must(timerfd_gettime(timer, &old));
  check("disarmed", old.it_value.tv_sec == 0 && old.it_value.tv_nsec == 0, 1);
  return verdict();
}
