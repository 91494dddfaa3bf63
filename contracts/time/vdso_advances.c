/* Contract:  A busy loop that looks at a clock without a system call sees time go on, never back, and in steps smaller
 *            than a millisecond; what it waits for comes. So it is in every process and after fork.
 * Source:    vdso(7); clock_gettime(2)
 * Covers:    clock_gettime fork
 */
#include "contract.h"

enum { LOOKS = 2000 };

static int backwards, stood_still;

static void look(clockid_t clock) {
  long long last = clock_ns(clock), start = last;
  for (int i = 0; i < LOOKS; i++) {
    long long now = clock_ns(clock);
    if (now < last) backwards++;
    last = now;
  }
  if (last == start) stood_still++;
}

static int waits(void) {
  long long end = clock_ns(CLOCK_MONOTONIC) + 3000000, steps = 0;
  while (clock_ns(CLOCK_MONOTONIC) < end) steps++;
  return steps > 3;
}

int main(void) {
  look(CLOCK_MONOTONIC);
  look(CLOCK_REALTIME);
  look(CLOCK_MONOTONIC_RAW);
  look(CLOCK_BOOTTIME);
  check("backwards", backwards, 0);
  check("stood_still", stood_still, 0);
  check("small_steps", waits(), 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    look(CLOCK_MONOTONIC);
    _exit(backwards || stood_still || !waits());
  }
  check("child", reap(child), "exited 0");
  long long before = clock_ns(CLOCK_MONOTONIC);
  must(nanosleep(&(struct timespec){0, 2000000}, 0));
  check("asleep_too", clock_ns(CLOCK_MONOTONIC) - before >= 2000000, 1);
  return verdict();
}
