/* Contract:  Whoever owns a group's directory and its cgroup.procs may arrange what lies below it, and move processes within
 *            it; into it or out of it he may not, without a right to the common ancestor.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Delegation Containment"
 * Covers:    fchownat mkdir write
 * Requires:  cgroups id-range
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("user", 0755));
  must(chown("user", 1000, 1000));
  must(chown("user/cgroup.procs", 1000, 1000)), must(chown("user/cgroup.subtree_control", 1000, 1000));
  pid_t inside = sleeper("user"), outside = sleeper(".");
  must(setegid(1000)), must(seteuid(1000));
  struct stat status;
  check("make", call(mkdir("user/one", 0755)), "0");
  must(mkdir("user/two", 0755));
  must(stat("user/one/cgroup.procs", &status));
  check("owner", status.st_uid, 1000);
  check("limit_is_not_his", put("user/cgroup.max.depth", "1"), "open EACCES");
  check("within", put("user/one/cgroup.procs", number(inside, 10)), "ok");
  check("within_again", put("user/two/cgroup.procs", number(inside, 10)), "ok");
  check("moved", group_of(inside), "/user/two");
  check("out", put("cgroup.procs", number(inside, 10)), "open EACCES");
  check("in", put("user/one/cgroup.procs", number(outside, 10)), "EACCES");
  check("himself", enter("user/one"), "EACCES");
  check("beside", call(mkdir("other", 0755)), "EACCES");
  must(seteuid(0)), must(setegid(0));
  end(inside), end(outside);
  check("removed", call(rmdir("user/one")), "0");
  must(rmdir("user/two")), must(rmdir("user"));
  return verdict();
}
