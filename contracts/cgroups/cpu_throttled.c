/* Contract:  A group that has used its quota of cpu.max waits for the next period, and cpu.stat counts how often.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "CPU Interface Files", cpu.max
 * Covers:    clock_gettime write
 * Requires:  cgroups
 */
#include "cgroups.h"

static long milliseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+cpu"), "ok");
  check("quota", put("a/cpu.max", "2000 50000"), "ok");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter("a"), "ok")) _exit(9);
    long start = milliseconds(CLOCK_MONOTONIC), used = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    while (milliseconds(CLOCK_PROCESS_CPUTIME_ID) - used < 12) continue;
    _exit(milliseconds(CLOCK_MONOTONIC) - start >= 50 ? 0 : 1);
  }
  check("waited", reap(child), "exited 0");
  check("throttled", atoi(value_of("a/cpu.stat", "nr_throttled")) > 0, 1);
  check("periods", atoi(value_of("a/cpu.stat", "nr_periods")) > 0, 1);
  check("time", atol(value_of("a/cpu.stat", "throttled_usec")) >= 50000, 1);
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-cpu"), "ok");
  return verdict();
}
