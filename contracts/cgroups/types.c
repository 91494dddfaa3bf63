/* Contract:  A group becomes threaded when asked and never again a domain; what lies below it is invalid until it is
 *            threaded, too, and takes no process.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Threads"
 * Covers:    write
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  struct stat status;
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/t", 0755)), must(mkdir("a/d", 0755)), must(mkdir("a/t/u", 0755));
  check("root_has_none", stat("cgroup.type", &status) ? error_name(errno) : "one", "ENOENT");
  check("wrong", put("a/t/cgroup.type", "domain"), "EINVAL");
  check("threaded", put("a/t/cgroup.type", "threaded\n"), "ok");
  check("again", put("a/t/cgroup.type", "threaded"), "ok");
  check("parent", get("a/cgroup.type"), "domain threaded");
  check("sibling", get("a/d/cgroup.type"), "domain invalid");
  check("below", get("a/t/u/cgroup.type"), "domain invalid");
  check("enter_invalid", enter("a/t/u"), "EOPNOTSUPP");
  check("enter_sibling", enter("a/d"), "EOPNOTSUPP");
  check("born", call(mkdir("a/t/v", 0755)), "0");
  check("born_invalid", get("a/t/v/cgroup.type"), "domain invalid");
  check("below_threaded", put("a/t/u/cgroup.type", "threaded"), "ok");
  check("enter_process", enter("a"), "ok");
  check("into_threaded", put("a/t/u/cgroup.threads", "0"), "ok");
  check("process_into_threaded", enter("a/t"), "ok");
  check("home", enter("."), "ok");
  must(rmdir("a/t/u")), must(rmdir("a/t/v")), must(rmdir("a/t"));
  check("parent_after", get("a/cgroup.type"), "domain");
  check("sibling_after", get("a/d/cgroup.type"), "domain");
  check("populated", enter("a/d"), "ok");
  check("with_processes", put("a/d/cgroup.type", "threaded"), "EOPNOTSUPP");
  check("below_root", enter("a"), "ok");
  check("below_root_threaded", put("a/cgroup.type", "threaded"), "EOPNOTSUPP");
  check("home_again", enter("."), "ok");
  must(rmdir("a/d")), must(rmdir("a"));
  return verdict();
}
