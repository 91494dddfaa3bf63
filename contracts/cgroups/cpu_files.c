/* Contract:  cpu.weight and cpu.weight.nice are two ways to say one thing; cpu.max takes a quota and a period within bounds.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "CPU Interface Files"
 * Covers:    write read
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+cpu"), "ok");
  check("weight", get("a/cpu.weight"), "100");
  check("nice", get("a/cpu.weight.nice"), "0");
  check("max", get("a/cpu.max"), "max 100000");
  check("burst", get("a/cpu.max.burst"), "0");
  check("idle", get("a/cpu.idle"), "0");
  check("heavy", put("a/cpu.weight", "10000"), "ok");
  check("heavy_nice", get("a/cpu.weight.nice"), "-20");
  check("light", put("a/cpu.weight", "1"), "ok");
  check("light_now", get("a/cpu.weight"), "1");
  check("light_nice", get("a/cpu.weight.nice"), "19");
  check("by_nice", put("a/cpu.weight.nice", "-5"), "ok");
  check("as_weight", get("a/cpu.weight"), "305");
  check("by_positive_nice", put("a/cpu.weight.nice", "10"), "ok");
  check("as_light_weight", get("a/cpu.weight"), "11");
  check("odd", put("a/cpu.weight", "250"), "ok");
  check("odd_nice", get("a/cpu.weight.nice"), "-4");
  check("no_weight", put("a/cpu.weight", "0"), "ERANGE");
  check("too_heavy", put("a/cpu.weight", "10001"), "ERANGE");
  check("too_nice", put("a/cpu.weight.nice", "20"), "ERANGE");
  check("no_number", put("a/cpu.weight", "heavy"), "EINVAL");
  check("quota", put("a/cpu.max", "50000"), "ok");
  check("quota_now", get("a/cpu.max"), "50000 100000");
  check("period", put("a/cpu.max", "2000 10000\n"), "ok");
  check("period_now", get("a/cpu.max"), "2000 10000");
  check("unbounded", put("a/cpu.max", "max"), "ok");
  check("period_kept", get("a/cpu.max"), "max 10000");
  check("short_quota", put("a/cpu.max", "999"), "EINVAL");
  check("short_period", put("a/cpu.max", "max 999"), "EINVAL");
  check("long_period", put("a/cpu.max", "max 1000001"), "EINVAL");
  check("no_quota", put("a/cpu.max", "all"), "EINVAL");
  check("burst_set", put("a/cpu.max.burst", "1000"), "ok");
  check("with_quota", put("a/cpu.max", "5000 10000"), "ok");
  check("burst_now", put("a/cpu.max.burst", "5000"), "ok");
  check("long_burst", put("a/cpu.max.burst", "5001"), "EINVAL");
  check("idle_set", put("a/cpu.idle", "1"), "ok");
  check("idle_weight", get("a/cpu.weight"), "0");
  check("weight_of_idle", put("a/cpu.weight", "100"), "EINVAL");
  check("idle_range", put("a/cpu.idle", "2"), "EINVAL");
  check("not_idle", put("a/cpu.idle", "0"), "ok");
  check("weight_after", get("a/cpu.weight"), "100");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-cpu"), "ok");
  return verdict();
}
