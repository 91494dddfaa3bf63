/* Contract:  io.max bounds block devices by number: one that is not there is ENODEV.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "IO Interface Files"
 * Covers:    write read
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+io"), "ok");
  check("max", get("a/io.max"), "");
  check("stat", get("a/io.stat"), "");
  check("no_device", put("a/io.max", "250:7 rbps=1048576"), "ENODEV");
  check("no_numbers", put("a/io.max", "disk rbps=1"), "EINVAL");
  check("device_alone", put("a/io.max", "250:7"), "EINVAL");
  check("stat_is_read_only", put("a/io.stat", "1"), "EINVAL");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-io"), "ok");
  return verdict();
}
