/* Contract:  A timerfd becomes readable when it expires and read gives the number of expirations since the last read.
 * Source:    timerfd_create(2)
 * Covers:    timerfd_create timerfd_settime timerfd_gettime read poll
 */
#include "contract.h"

#include <sys/timerfd.h>

static struct itimerspec every(long value_ms, long interval_ms) {
  return (struct itimerspec){{0, interval_ms * 1000000}, {value_ms / 1000, value_ms % 1000 * 1000000}};
}

int main(void) {
  uint64_t count = 0;
  struct itimerspec set, left;
  int fd = (int)must(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("disarmed_poll", poll_one(fd, POLLIN, SOON), "timeout");
  check("disarmed_read", call(read(fd, &count, 8)), "EAGAIN");

  set = every(20, 0);
  long long start = clock_ns(CLOCK_MONOTONIC);
  must(timerfd_settime(fd, 0, &set, 0));
  check("expires", poll_one(fd, POLLIN, BOUND), "POLLIN");
  check("not_before_20_ms", clock_ns(CLOCK_MONOTONIC) - start >= 20000000, 1);
  check("read", call(read(fd, &count, 8)), "8");
  check("one_expiration", (long)count, 1);
  check("read_again", call(read(fd, &count, 8)), "EAGAIN");
  must(timerfd_gettime(fd, &left));
  check("one_shot_is_disarmed", left.it_value.tv_sec + left.it_value.tv_nsec, 0);

  set = every(1, 1);
  must(timerfd_settime(fd, 0, &set, 0));
  must(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 10000000}, 0) ? -1 : 0);
  must(read(fd, &count, 8));
  check("interval_counts_expirations", count >= 9, 1);

  set = every(100000, 0);
  must(timerfd_settime(fd, 0, &set, 0));
  check("new_setting_forgets_expirations", call(read(fd, &count, 8)), "EAGAIN");
  must(timerfd_gettime(fd, &left));
  check("time_left", left.it_value.tv_sec >= 90 && left.it_value.tv_sec < 100, 1);
  check("no_interval", left.it_interval.tv_nsec, 0);
  set = every(0, 0);
  must(timerfd_settime(fd, 0, &set, &left));
  check("old_value", left.it_value.tv_sec >= 90 && left.it_value.tv_sec < 100, 1);

  clock_gettime(CLOCK_MONOTONIC, &set.it_value);
  must(timerfd_settime(fd, TFD_TIMER_ABSTIME, &set, 0));
  check("absolute_in_the_past", poll_one(fd, POLLIN, BOUND), "POLLIN");
  check("short_buffer", call(read(fd, &count, 4)), "EINVAL");
  set.it_value.tv_nsec = 1000000000;
  check("bad_nanoseconds", call(timerfd_settime(fd, 0, &set, 0)), "EINVAL");
  check("bad_clock", call(timerfd_create(99, 0)), "EINVAL");
  return verdict();
}
