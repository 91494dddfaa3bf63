/* Contract:  Each clock can be read and asked for its resolution; setting needs a right over the machine (EPERM) or is
 *            EINVAL for clocks that cannot be set; addresses and values are checked.
 * Source:    clock_getres(2), ERRORS
 * Covers:    clock_gettime clock_getres clock_settime settimeofday
 */
#include "contract.h"

#include <sys/time.h>

static const struct {
  const char *key;
  clockid_t clock;
  const char *set;
} clocks[] = {
    {"realtime", CLOCK_REALTIME, "EPERM"},
    {"monotonic", CLOCK_MONOTONIC, "EINVAL"},
    {"process", CLOCK_PROCESS_CPUTIME_ID, "EINVAL"},
    {"thread", CLOCK_THREAD_CPUTIME_ID, "EINVAL"},
    {"raw", CLOCK_MONOTONIC_RAW, "EINVAL"},
    {"realtime_coarse", CLOCK_REALTIME_COARSE, "EINVAL"},
    {"monotonic_coarse", CLOCK_MONOTONIC_COARSE, "EINVAL"},
    {"boottime", CLOCK_BOOTTIME, "EINVAL"},
    {"tai", CLOCK_TAI, "EINVAL"},
};

int main(void) {
  struct timespec time = {1000000000, 0}, resolution;
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    struct timespec now = {-1, -1};
    check(join(clocks[i].key, "_get"), call(syscall(SYS_clock_gettime, clocks[i].clock, &now)), "0");
    check(join(clocks[i].key, "_in_range"), now.tv_sec >= 0 && now.tv_nsec >= 0 && now.tv_nsec < 1000000000, 1);
    check(join(clocks[i].key, "_resolution"), call(syscall(SYS_clock_getres, clocks[i].clock, &resolution)), "0");
    check(join(clocks[i].key, "_fine"), resolution.tv_sec == 0 && resolution.tv_nsec <= 10000000, 1);
    check(join(clocks[i].key, "_set"), call(syscall(SYS_clock_settime, clocks[i].clock, &time)), clocks[i].set);
  }
  check("no_clock", call(syscall(SYS_clock_gettime, 99, &time)), "EINVAL");
  check("no_clock_resolution", call(syscall(SYS_clock_getres, 99, &time)), "EINVAL");
  check("no_clock_set", call(syscall(SYS_clock_settime, 99, &time)), "EINVAL");
  check("null_resolution", call(syscall(SYS_clock_getres, CLOCK_MONOTONIC, 0)), "0");
  check("bad_address", call(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, 8)), "EFAULT");
  check("bad_resolution", call(syscall(SYS_clock_getres, CLOCK_MONOTONIC, 8)), "EFAULT");
  check("set_bad_address", call(syscall(SYS_clock_settime, CLOCK_REALTIME, 8)), "EFAULT");
  time.tv_nsec = 1000000000;
  check("set_bad_nanoseconds", call(syscall(SYS_clock_settime, CLOCK_REALTIME, &time)), "EINVAL");
  check("settimeofday", call(syscall(SYS_settimeofday, &(struct timeval){1000000000, 0}, 0)), "EPERM");
  check("settimeofday_bad", call(syscall(SYS_settimeofday, &(struct timeval){1000000000, 2000000}, 0)), "EINVAL");
  check("gettimeofday_bad", call(syscall(SYS_gettimeofday, 8, 0)), "EFAULT");
  check("gettimeofday_nulls", call(syscall(SYS_gettimeofday, 0, 0)), "0");
  check("time_bad", call(syscall(SYS_time, 8)), "EFAULT");
  return verdict();
}
