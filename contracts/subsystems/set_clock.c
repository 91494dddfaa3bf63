/* Contract:  clock_settime and settimeofday set the real-time clock and no other; whoever has no right over the machine's clock
 *            cannot.
 * Source:    clock_settime(2), settimeofday(2)
 * Covers:    clock_settime settimeofday clock_gettime
 * Requires:  real-root
 */
#include "contract.h"
#include <sys/time.h>

enum { LEAP = 100000 }; /* seconds; far more than the contract takes */

static long now(clockid_t clock) {
  struct timespec at;
  must(clock_gettime(clock, &at));
  return at.tv_sec;
}

static const char *set(long seconds, long nanoseconds) {
  return call(syscall(SYS_clock_settime, CLOCK_REALTIME, &(struct timespec){seconds, nanoseconds}));
}

int main(void) {
  struct timespec at = {0, 0};
  struct stat status;
  long before = now(CLOCK_REALTIME), monotonic = now(CLOCK_MONOTONIC), boot = now(CLOCK_BOOTTIME);
  check("forward", set(before + LEAP, 0), "0");
  check("leapt", now(CLOCK_REALTIME) - before >= LEAP, 1);
  check("coarse_leapt", now(CLOCK_REALTIME_COARSE) - before >= LEAP - 1, 1);
  check("not_monotonic", now(CLOCK_MONOTONIC) - monotonic < LEAP / 2, 1);
  check("not_boottime", now(CLOCK_BOOTTIME) - boot < LEAP / 2, 1);
  scratch();
  must(close((int)must(open("file", O_WRONLY | O_CREAT, 0644))));
  must(stat("file", &status));
  check("file_times", status.st_mtime - before >= LEAP - 1, 1);
  check("by_timeval", call(syscall(SYS_settimeofday, &(struct timeval){before + 2 * LEAP, 0}, 0)), "0");
  check("leapt_again", now(CLOCK_REALTIME) - before >= 2 * LEAP, 1);
  check("back", set(before, 500000000), "0");
  check("is_back", now(CLOCK_REALTIME) - before < LEAP / 2, 1);
  check("negative", set(-1, 0), "EINVAL");
  check("nanoseconds", set(before, 1000000000), "EINVAL");
  check("before_boot", set(0, 0), "EINVAL");
  check("microseconds", call(syscall(SYS_settimeofday, &(struct timeval){before, 1000000}, 0)), "EINVAL");
  check("monotonic", call(syscall(SYS_clock_settime, CLOCK_MONOTONIC, &at)), "EINVAL");
  check("nowhere", call(syscall(SYS_clock_settime, CLOCK_REALTIME, (void *)8)), "EFAULT");
  must(seteuid(1000));
  check("others", set(before, 0), "EPERM");
  check("wrong_first", set(before, -1), "EINVAL");
  return verdict();
}
