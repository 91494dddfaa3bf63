/* Contract:  FUTEX_WAIT's timeout is a time from now, FUTEX_WAIT_BITSET's a point in time, on the monotonic clock or with
 *            FUTEX_CLOCK_REALTIME on that one; a point in the past ends at once.
 * Source:    futex(2), FUTEX_WAIT_BITSET, FUTEX_CLOCK_REALTIME. The man page lets FUTEX_WAIT have that flag, Linux 6.18
 *            answers ENOSYS
 * Covers:    futex
 */
#include "contract.h"

enum { WAIT = 0, WAKE = 1, WAIT_BITSET = 9, WAKE_BITSET = 10, PRIVATE = 128, REALTIME = 256, MS = 1000000 };
static int word = 3;

static const char *wait_until(int operation, long long at) {
  struct timespec time = {at / 1000000000, at % 1000000000};
  return call(syscall(SYS_futex, &word, operation, 3, &time, 0, ~0u));
}

static const char *odd(int operation, long seconds, long nanoseconds) {
  return call(syscall(SYS_futex, &word, operation, 3, &(struct timespec){seconds, nanoseconds}, 0, ~0u));
}

int main(void) {
  long long now = clock_ns(CLOCK_MONOTONIC);
  check("from_now", wait_until(WAIT | PRIVATE, 10 * MS), "ETIMEDOUT");
  check("from_now_reached", clock_ns(CLOCK_MONOTONIC) - now >= 10 * MS, 1);
  now = clock_ns(CLOCK_MONOTONIC);
  check("from_now_realtime", wait_until(WAIT | PRIVATE | REALTIME, 10 * MS), "ENOSYS");
  now = clock_ns(CLOCK_MONOTONIC);
  check("point", wait_until(WAIT_BITSET | PRIVATE, now + 10 * MS), "ETIMEDOUT");
  check("point_reached", clock_ns(CLOCK_MONOTONIC) - now >= 10 * MS, 1);
  check("point_past", wait_until(WAIT_BITSET | PRIVATE, now), "ETIMEDOUT");
  check("point_0", wait_until(WAIT_BITSET | PRIVATE, 0), "ETIMEDOUT");
  now = clock_ns(CLOCK_REALTIME);
  check("realtime_point", wait_until(WAIT_BITSET | REALTIME, now + 10 * MS), "ETIMEDOUT");
  check("realtime_reached", clock_ns(CLOCK_REALTIME) - now >= 10 * MS, 1);
  check("realtime_past", wait_until(WAIT_BITSET | REALTIME, clock_ns(CLOCK_MONOTONIC)), "ETIMEDOUT");
  check("value_first", call(syscall(SYS_futex, &word, WAIT_BITSET, 4, &(struct timespec){0, 0}, 0, ~0u)), "EAGAIN");

  check("negative_seconds", odd(WAIT, -1, 0), "EINVAL");
  check("negative_nanoseconds", odd(WAIT, 0, -1), "EINVAL");
  check("too_many_nanoseconds", odd(WAIT_BITSET, 0, 1000000000), "EINVAL");
  check("bad_time", call(syscall(SYS_futex, &word, WAIT, 3, 8, 0, ~0u)), "EFAULT");
  check("realtime_wake", call(syscall(SYS_futex, &word, WAKE | REALTIME, 1)), "ENOSYS");
  check("realtime_wake_bitset", call(syscall(SYS_futex, &word, WAKE_BITSET | REALTIME, 1, 0, 0, ~0u)), "ENOSYS");
  check("no_bits_wait", call(syscall(SYS_futex, &word, WAIT_BITSET, 3, 0, 0, 0)), "EINVAL");
  check("no_bits_wake", call(syscall(SYS_futex, &word, WAKE_BITSET, 1, 0, 0, 0)), "EINVAL");
  return verdict();
}
