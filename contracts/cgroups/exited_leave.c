/* Contract:  A process that has ended is not listed any more, even before its parent waits for it; the group can be
 *            removed at once, and the zombie is said to be in a group that is gone.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Processes"; cgroup_exit()
 * Behaviour: B46
 * Covers:    wait4 rmdir
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  siginfo_t info;
  enter_hierarchy();
  must(mkdir("a", 0755));
  pid_t child = sleeper("a");
  check("listed", lists("a/cgroup.procs", child), 1);
  check("populated", get("a/cgroup.events"), "populated 1; frozen 0");
  check("busy", call(rmdir("a")), "EBUSY");
  must(kill(child, SIGKILL));
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("procs", get("a/cgroup.procs"), "");
  check("threads", get("a/cgroup.threads"), "");
  check("events", get("a/cgroup.events"), "populated 0; frozen 0");
  check("zombie", group_of(child), "/a");
  check("moved", put("cgroup.procs", number(child, 10)), "ok");
  check("stays", group_of(child), "/a");
  check("removed", call(rmdir("a")), "0");
  check("zombie_after", group_of(child), "/a (deleted)");
  check("reaped", reap(child), "killed SIGKILL");
  return verdict();
}
