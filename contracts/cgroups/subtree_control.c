/* Contract:  A group has the controllers that its parent enabled, and may hand on those; a controller that a child hands on
 *            cannot be taken away, and one that is not there cannot be enabled.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Enabling and Disabling", "Top-down Constraint"
 * Covers:    write read
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("none", get("cgroup.subtree_control"), "");
  check("none_of_child", get("a/cgroup.controllers"), "");
  check("not_there", put("a/cgroup.subtree_control", "+pids"), "ENOENT");
  check("enable", put("cgroup.subtree_control", "+pids +memory +cpu\n"), "ok");
  check("enabled", get("cgroup.subtree_control"), "cpu memory pids");
  check("child_has", get("a/cgroup.controllers"), "cpu memory pids");
  check("hand_on", put("a/cgroup.subtree_control", "+pids"), "ok");
  check("grandchild_has", get("a/b/cgroup.controllers"), "pids");
  check("in_use", put("cgroup.subtree_control", "-pids"), "EBUSY");
  check("all_or_none", put("cgroup.subtree_control", "-cpu -pids"), "EBUSY");
  check("kept", get("cgroup.subtree_control"), "cpu memory pids");
  check("unknown", put("cgroup.subtree_control", "+luck"), "EINVAL");
  check("no_sign", put("cgroup.subtree_control", "pids"), "EINVAL");
  check("twice", put("cgroup.subtree_control", "+pids"), "ok");
  check("last_counts", put("cgroup.subtree_control", "-memory +memory"), "ok");
  check("still", get("cgroup.subtree_control"), "cpu memory pids");
  check("blanks", put("cgroup.subtree_control", "  -memory   -cpu "), "ok");
  check("left", get("a/cgroup.controllers"), "pids");
  check("absent", put("cgroup.subtree_control", "-io"), "ok");
  check("below_first", put("a/cgroup.subtree_control", "-pids"), "ok");
  check("then_above", put("cgroup.subtree_control", "-pids"), "ok");
  check("at_the_end", get("a/cgroup.controllers"), "");
  must(rmdir("a/b")), must(rmdir("a"));
  return verdict();
}
