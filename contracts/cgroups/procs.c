/* Contract:  Writing a pid to cgroup.procs moves that process, `0` the writer; the process is then in that group only,
 *            and its children begin there.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Processes"
 * Behaviour: B49
 * Covers:    open write fork
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("b", 0755));
  check("begins", group_of(getpid()), "/");
  check("in_root", lists("cgroup.procs", getpid()), 1);
  check("zero", put("a/cgroup.procs", "0"), "ok");
  check("moved", group_of(getpid()), "/a");
  check("listed", lists("a/cgroup.procs", getpid()), 1);
  check("left_root", lists("cgroup.procs", getpid()), 0);
  pid_t child = sleeper("b");
  pid_t other = (pid_t)must(fork());
  if (other == 0)
    for (;;) pause();
  check("child_begins", group_of(other), "/a");
  check("by_pid", put("b/cgroup.procs", join(number(other, 10), "\n")), "ok");
  check("child_moved", group_of(other), "/b");
  check("both_listed", lists("b/cgroup.procs", other) + lists("b/cgroup.procs", child), 2);
  check("only_there", lists("a/cgroup.procs", other), 0);
  check("again", put("b/cgroup.procs", number(other, 10)), "ok");
  check("nobody", put("a/cgroup.procs", "999999"), "ESRCH");
  check("no_number", put("a/cgroup.procs", "me"), "EINVAL");
  check("negative", put("a/cgroup.procs", "-1"), "EINVAL");
  check("two", put("a/cgroup.procs", "1 2"), "EINVAL");
  check("blanks", put("a/cgroup.procs", "  0 \n"), "ok");
  check("hexadecimal", put("b/cgroup.procs", "0x0"), "ok");
  check("nothing", put("a/cgroup.procs", ""), "ok");
  check("home", put("cgroup.procs", "0"), "ok");
  end(child), end(other);
  check("emptied", get("b/cgroup.procs"), "");
  must(rmdir("a")), must(rmdir("b"));
  return verdict();
}
