/* Contract:  cpu.stat counts the processor time of a group, of those who ended and of the groups below as well, whether or not
 *            the controller is enabled.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "CPU Interface Files", cpu.stat
 * Covers:    clock_gettime read
 * Requires:  cgroups
 */
#include "cgroups.h"

enum { MICROSECONDS = 5000 };

static void burn(void) {
  struct timespec start, now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  while ((now.tv_sec - start.tv_sec) * 1000000 + (now.tv_nsec - start.tv_nsec) / 1000 < MICROSECONDS);
}

static long used(const char *group, const char *key) { return atol(value_of(join(group, "/cpu.stat"), key)); }

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("nothing", value_of("a/cpu.stat", "usage_usec"), "0");
  check("no_periods", value_of("a/cpu.stat", "nr_periods"), "none");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter("a/b"), "ok")) _exit(9);
    burn();
    _exit(0);
  }
  check("child", reap(child), "exited 0");
  check("used", used("a/b", "usage_usec") >= MICROSECONDS / 2, 1);
  check("above", used("a", "usage_usec") >= used("a/b", "usage_usec"), 1);
  check("parts", used("a/b", "user_usec") + used("a/b", "system_usec") <= used("a/b", "usage_usec"), 1);
  check("enable", put("cgroup.subtree_control", "+cpu"), "ok");
  check("periods", value_of("a/cpu.stat", "nr_periods"), "0");
  check("throttled", value_of("a/cpu.stat", "nr_throttled"), "0");
  check("throttled_time", value_of("a/cpu.stat", "throttled_usec"), "0");
  check("kept", used("a", "usage_usec") >= MICROSECONDS / 2, 1);
  must(rmdir("a/b"));
  check("kept_of_removed", used("a", "usage_usec") >= MICROSECONDS / 2, 1);
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-cpu"), "ok");
  return verdict();
}
