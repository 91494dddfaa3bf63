/* Contract:  The limits of the memory controller are bytes in whole pages, with units, or "max"; what is no such thing is
 *            EINVAL; a controller enabled again begins anew.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files"
 * Covers:    write read
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  check("max", get("a/memory.max"), "max");
  check("high", get("a/memory.high"), "max");
  check("low", get("a/memory.low"), "0");
  check("min", get("a/memory.min"), "0");
  check("current", get("a/memory.current"), "0");
  check("oom_group", get("a/memory.oom.group"), "0");
  check("events", get("a/memory.events"), "low 0; high 0; max 0; oom 0; oom_kill 0; oom_group_kill 0");
  check("bytes", put("a/memory.max", "1000000\n"), "ok");
  check("whole_pages", get("a/memory.max"), "999424");
  check("units", put("a/memory.max", "64M"), "ok");
  check("in_bytes", get("a/memory.max"), "67108864");
  check("kilo", put("a/memory.high", "512k"), "ok");
  check("high_now", get("a/memory.high"), "524288");
  check("hexadecimal", put("a/memory.low", "0x10000"), "ok");
  check("low_now", get("a/memory.low"), "65536");
  check("no_number", put("a/memory.max", "much"), "EINVAL");
  check("negative", put("a/memory.max", "-1"), "EINVAL");
  check("unit_alone", put("a/memory.min", "12Q"), "EINVAL");
  check("unbounded", put("a/memory.max", "max"), "ok");
  check("max_again", get("a/memory.max"), "max");
  check("group", put("a/memory.oom.group", "1"), "ok");
  check("group_now", get("a/memory.oom.group"), "1");
  check("group_two", put("a/memory.oom.group", "2"), "EINVAL");
  check("disable", put("cgroup.subtree_control", "-memory"), "ok");
  check("enable_again", put("cgroup.subtree_control", "+memory"), "ok");
  check("anew", get("a/memory.high"), "max");
  check("group_anew", get("a/memory.oom.group"), "0");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  return verdict();
}
