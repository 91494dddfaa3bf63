/* Contract:  The right to move processes is that of whoever opened cgroup.procs, not of who writes to it.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Delegation Containment"; commit of Linux 5.16 on the opener's credentials
 * Covers:    open write seteuid
 * Requires:  cgroups id-range
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("b", 0777));
  must(chmod("b/cgroup.procs", 0666));
  pid_t child = sleeper("a");
  int by_root = (int)must(open("b/cgroup.procs", O_WRONLY));
  must(setegid(1000)), must(seteuid(1000));
  int by_user = (int)must(open("b/cgroup.procs", O_WRONLY));
  const char *pid = number(child, 10);
  must(seteuid(0)), must(setegid(0));
  check("opened_by_user", call(write(by_user, pid, strlen(pid))), "EACCES");
  check("stays", group_of(child), "/a");
  must(setegid(1000)), must(seteuid(1000));
  check("opened_by_root", made(write(by_root, pid, strlen(pid))), "ok");
  check("moved", group_of(child), "/b");
  must(seteuid(0)), must(setegid(0));
  end(child);
  must(rmdir("a")), must(rmdir("b"));
  return verdict();
}
