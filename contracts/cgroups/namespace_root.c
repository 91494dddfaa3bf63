/* Contract:  A cgroup namespace has the group of its maker for its root: /proc says "/" for it and ".." for what lies outside,
 *            and a mount made inside shows nothing else.
 * Source:    cgroup_namespaces(7)
 * Covers:    unshare mount
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mount.h>

int main(void) {
  struct stat status;
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755)), must(mkdir("c", 0755));
  pid_t other = sleeper("c"), below = sleeper("a/b");
  check("enter", enter("a"), "ok");
  check("before", group_of(getpid()), "/a");
  check("unshare", call(unshare(CLONE_NEWCGROUP)), "0");
  check("root", group_of(getpid()), "/");
  check("below", group_of(below), "/b");
  check("outside", group_of(other), "/../c");
  scratch();
  must(mkdir("m", 0755));
  check("mount", call(mount("none", "m", "cgroup2", 0, 0)), "0");
  check("shows_below", call(stat("m/b", &status)), "0");
  check("shows_no_other", call(stat("m/c", &status)), "ENOENT");
  check("lists_me", lists("m/cgroup.procs", getpid()), 1);
  check("has_type", get("m/cgroup.type"), "domain");
  check("old_mount_shows_all", call(stat(HIERARCHY "/c", &status)), "0");
  must(umount("m"));
  enter_hierarchy();
  check("leave", enter("."), "ok");
  check("above", group_of(getpid()), "/..");
  end(other), end(below);
  must(rmdir("a/b")), must(rmdir("a")), must(rmdir("c"));
  return verdict();
}
