/* Contract:  A group either hands on controllers or has processes: one with processes cannot enable any, and one that hands
 *            some on takes no process. The root is exempt.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "No Internal Process Constraint"
 * Covers:    write
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("root", put("cgroup.subtree_control", "+memory +pids"), "ok");
  pid_t child = sleeper("a");
  check("with_process", put("a/cgroup.subtree_control", "+memory"), "EBUSY");
  check("moved_down", put("a/b/cgroup.procs", number(child, 10)), "ok");
  check("without", put("a/cgroup.subtree_control", "+memory"), "ok");
  check("back", put("a/cgroup.procs", number(child, 10)), "EBUSY");
  check("stays", group_of(child), "/a/b");
  check("disabled", put("a/cgroup.subtree_control", "-memory"), "ok");
  check("back_now", put("a/cgroup.procs", number(child, 10)), "ok");
  check("to_root", put("cgroup.procs", number(child, 10)), "ok");
  end(child);
  must(rmdir("a/b")), must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-memory -pids"), "ok");
  return verdict();
}
