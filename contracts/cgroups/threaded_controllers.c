/* Contract:  In a threaded subtree only controllers that can tell threads apart are handed on: cpu and pids, not memory and io;
 *            a populated group that hands on such a one is a threaded domain.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Threads"
 * Covers:    write
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/t", 0755)), must(mkdir("a/t/u", 0755));
  check("all", put("cgroup.subtree_control", "+cpu +io +memory +pids"), "ok");
  check("threaded", put("a/t/cgroup.type", "threaded"), "ok");
  check("domain_controller", put("a/cgroup.subtree_control", "+memory"), "EOPNOTSUPP");
  check("threaded_controller", put("a/cgroup.subtree_control", "+cpu +pids"), "ok");
  check("has", get("a/t/cgroup.controllers"), "cpu pids");
  check("below", put("a/t/cgroup.subtree_control", "+pids"), "ok");
  check("enter", enter("a"), "ok");
  check("with_process", put("a/cgroup.subtree_control", "-cpu +cpu"), "ok");
  check("into_threaded", put("a/t/cgroup.threads", "0"), "ok");
  check("home", enter("."), "ok");
  check("take_back", put("a/t/cgroup.subtree_control", "-pids"), "ok");
  check("take_back_above", put("a/cgroup.subtree_control", "-cpu -pids"), "ok");
  must(rmdir("a/t/u")), must(rmdir("a/t"));
  check("plain", get("a/cgroup.type"), "domain");
  must(mkdir("a/b", 0755));
  check("pids", put("a/cgroup.subtree_control", "+pids"), "ok");
  check("process_beside", enter("a"), "ok");
  check("type", get("a/cgroup.type"), "domain threaded");
  check("child", get("a/b/cgroup.type"), "domain invalid");
  check("back_home", enter("."), "ok");
  check("type_after", get("a/cgroup.type"), "domain");
  must(rmdir("a/b")), must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-cpu -io -memory -pids"), "ok");
  return verdict();
}
