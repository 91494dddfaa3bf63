/* Contract:  clock_nanosleep sleeps on the clocks that can, and checks clock, flags, times and addresses.
 * Source:    clock_nanosleep(2), ERRORS. The man page has EINVAL for the thread's CPU clock, Linux 6.18 answers EOPNOTSUPP
 * Covers:    clock_nanosleep nanosleep
 */
#include "contract.h"

enum { MS = 1000000 };

static const char *sleeps(clockid_t clock, int flags, long seconds, long nanoseconds) {
  struct timespec time = {seconds, nanoseconds};
  return call(syscall(SYS_clock_nanosleep, clock, flags, &time, 0));
}

static const struct {
  const char *key;
  clockid_t clock;
  const char *answer;
} clocks[] = {
    {"realtime", CLOCK_REALTIME, "0"},
    {"monotonic", CLOCK_MONOTONIC, "0"},
    {"boottime", CLOCK_BOOTTIME, "0"},
    {"tai", CLOCK_TAI, "0"},
    {"thread", CLOCK_THREAD_CPUTIME_ID, "EOPNOTSUPP"},
    {"raw", CLOCK_MONOTONIC_RAW, "EOPNOTSUPP"},
    {"realtime_coarse", CLOCK_REALTIME_COARSE, "EOPNOTSUPP"},
    {"monotonic_coarse", CLOCK_MONOTONIC_COARSE, "EOPNOTSUPP"},
    {"none", 99, "EINVAL"},
};

int main(void) {
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
    check(clocks[i].key, sleeps(clocks[i].clock, 0, 0, MS), clocks[i].answer);
  for (int i = 0; i < 4; i++) {
    long long until = clock_ns(clocks[i].clock) + 5 * MS;
    const char *key = join(clocks[i].key, "_until");
    check(key, sleeps(clocks[i].clock, TIMER_ABSTIME, (long)(until / 1000000000), (long)(until % 1000000000)), "0");
    check(join(key, "_reached"), clock_ns(clocks[i].clock) >= until, 1);
    check(join(key, "_past"), sleeps(clocks[i].clock, TIMER_ABSTIME, 1, 0), "0");
  }
  check("negative", sleeps(CLOCK_MONOTONIC, 0, -1, 0), "EINVAL");
  check("negative_nanoseconds", sleeps(CLOCK_MONOTONIC, 0, 0, -1), "EINVAL");
  check("nanoseconds", sleeps(CLOCK_MONOTONIC, 0, 0, 1000 * MS), "EINVAL");
  check("absolute_negative", sleeps(CLOCK_MONOTONIC, TIMER_ABSTIME, -1, 0), "EINVAL");
  check("unknown_flag", sleeps(CLOCK_MONOTONIC, 8, 0, MS), "0");
  check("bad_address", call(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, 8, 0)), "EFAULT");
  check("null", call(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, 0, 0)), "EFAULT");
  check("nanosleep_null", call(syscall(SYS_nanosleep, 0, 0)), "EFAULT");
  return verdict();
}
