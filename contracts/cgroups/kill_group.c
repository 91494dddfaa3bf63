/* Contract:  Writing 1 to cgroup.kill kills every process of the group and below it.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.kill
 * Covers:    write wait4
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  struct stat status;
  enter_hierarchy();
  check("not_on_root", stat("cgroup.kill", &status) ? error_name(errno) : "there", "ENOENT");
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755)), must(mkdir("c", 0755));
  pid_t one = sleeper("a"), two = sleeper("a/b"), other = sleeper("c");
  check("zero", put("a/cgroup.kill", "0"), "ERANGE");
  check("no_number", put("a/cgroup.kill", "all"), "EINVAL");
  check("kill", put("a/cgroup.kill", "1"), "ok");
  check("one", reap(one), "killed SIGKILL");
  check("two", reap(two), "killed SIGKILL");
  check("emptied", get("a/cgroup.events"), "populated 0; frozen 0");
  check("other_lives", kill(other, 0), 0);
  check("frozen", put("c/cgroup.freeze", "1"), "ok");
  check("kill_frozen", put("c/cgroup.kill", "1"), "ok");
  check("other", reap(other), "killed SIGKILL");
  must(rmdir("a/b")), must(rmdir("a")), must(rmdir("c"));
  return verdict();
}
