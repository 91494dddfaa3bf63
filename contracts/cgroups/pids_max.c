/* Contract:  Beyond pids.max fork is EAGAIN; the count is of those who live or are not waited for, threads included, and
 *            pids.events counts the refusals.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "PID"; kernel/cgroup/pids.c
 * Behaviour: B46
 * Covers:    fork clone wait4
 * Requires:  cgroups
 */
#include "cgroups.h"

static pid_t child_of_ours(void) {
  pid_t child = fork();
  if (child == 0)
    for (;;) pause();
  return child;
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+pids"), "ok");
  check("unbounded", get("a/pids.max"), "max");
  check("empty", get("a/pids.current"), "0");
  check("bound", put("a/pids.max", "3"), "ok");
  check("enter", enter("a"), "ok");
  check("myself", get("a/pids.current"), "1");
  pid_t first = child_of_ours(), second = child_of_ours();
  check("full", get("a/pids.current"), "3");
  check("third", made(child_of_ours()), "EAGAIN");
  check("events", get("a/pids.events"), "max 1");
  must(kill(first, SIGKILL));
  siginfo_t info;
  must(waitid(P_PID, (id_t)first, &info, WEXITED | WNOWAIT));
  check("zombie_counts", get("a/pids.current"), "3");
  check("zombie_not_listed", lists("a/cgroup.procs", first), 0);
  check("fourth", made(child_of_ours()), "EAGAIN");
  reap(first);
  check("reaped", get("a/pids.current"), "2");
  first = child_of_ours();
  check("room", made(first), "ok");
  check("events_after", get("a/pids.events"), "max 2");
  check("lower", put("a/pids.max", "1"), "ok");
  check("all_live", get("a/pids.current"), "3");
  end(first), end(second);
  check("peak", get("a/pids.peak"), "3");
  check("home", enter("."), "ok");
  check("zero", put("a/pids.max", "0"), "ok");
  check("moved_in", enter("a"), "ok");
  check("over", get("a/pids.current"), "1");
  check("home_again", enter("."), "ok");
  check("negative", put("a/pids.max", "-1"), "EINVAL");
  check("no_number", put("a/pids.max", "many"), "EINVAL");
  check("too_many", put("a/pids.max", "5000000"), "EINVAL");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-pids"), "ok");
  return verdict();
}
