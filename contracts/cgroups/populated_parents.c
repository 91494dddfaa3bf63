/* Contract:  A group is populated while any process lives in it or below it.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "[Un]populated Notification"
 * Covers:    mkdir rmdir
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755)), must(mkdir("a/b/c", 0755));
  check("empty", get("a/cgroup.events"), "populated 0; frozen 0");
  pid_t child = sleeper("a/b/c");
  check("grandparent", get("a/cgroup.events"), "populated 1; frozen 0");
  check("parent", get("a/b/cgroup.events"), "populated 1; frozen 0");
  check("procs_of_parent", get("a/b/cgroup.procs"), "");
  check("path", group_of(child), "/a/b/c");
  end(child);
  check("after", get("a/cgroup.events"), "populated 0; frozen 0");
  check("stat", value_of("a/cgroup.stat", "nr_descendants"), "2");
  must(rmdir("a/b/c")), must(rmdir("a/b"));
  check("stat_after", value_of("a/cgroup.stat", "nr_descendants"), "0");
  must(rmdir("a"));
  return verdict();
}
