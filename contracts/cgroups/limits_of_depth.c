/* Contract:  cgroup.max.depth and cgroup.max.descendants bound what can be made below a group: EAGAIN beyond.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files"
 * Covers:    mkdir write
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("depth", get("a/cgroup.max.depth"), "max");
  check("descendants", get("a/cgroup.max.descendants"), "max");
  check("one_deep", put("a/cgroup.max.depth", "1"), "ok");
  check("child", call(mkdir("a/b", 0755)), "0");
  check("grandchild", call(mkdir("a/b/c", 0755)), "EAGAIN");
  check("two_deep", put("a/cgroup.max.depth", "2"), "ok");
  check("grandchild_now", call(mkdir("a/b/c", 0755)), "0");
  check("lower", put("a/cgroup.max.depth", "0"), "ok");
  check("none_now", call(mkdir("a/d", 0755)), "EAGAIN");
  check("unbounded", put("a/cgroup.max.depth", "max\n"), "ok");
  check("two_descendants", put("a/cgroup.max.descendants", "2"), "ok");
  check("third", call(mkdir("a/d", 0755)), "EAGAIN");
  check("third_below", call(mkdir("a/b/d", 0755)), "EAGAIN");
  must(rmdir("a/b/c"));
  check("room_again", call(mkdir("a/d", 0755)), "0");
  check("negative", put("a/cgroup.max.depth", "-1"), "ERANGE");
  check("no_number", put("a/cgroup.max.depth", "deep"), "EINVAL");
  check("kept", get("a/cgroup.max.descendants"), "2");
  must(rmdir("a/b")), must(rmdir("a/d")), must(rmdir("a"));
  return verdict();
}
