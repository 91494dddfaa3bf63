/* Contract:  A directory made in the hierarchy is a group with control files of its own; names that are not groups cannot
 *            be made, removed or linked.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Organizing Processes and Threads"; kernfs
 * Covers:    mkdir rmdir unlink rename link symlink statfs
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/statfs.h>

int main(void) {
  struct statfs fs;
  struct stat status;
  enter_hierarchy();
  must(statfs(".", &fs));
  check("magic", number(fs.f_type, 16), "0x63677270");
  check("controllers", get("cgroup.controllers"), "cpu io memory pids");
  check("made", call(mkdir("a", 0750)), "0");
  check("again", call(mkdir("a", 0755)), "EEXIST");
  must(stat("a", &status));
  check("mode", mode(status.st_mode), "S_IFDIR 0750");
  check("links", status.st_nlink, 2);
  must(mkdir("a/b", 0755));
  must(stat("a", &status));
  check("links_with_child", status.st_nlink, 3);
  must(stat("a/cgroup.procs", &status));
  check("file", mode(status.st_mode), "S_IFREG 0644");
  check("size", status.st_size, 0);
  check("newline", call(mkdir("a\nb", 0755)), "EINVAL");
  check("new_file", made(open("a/mine", O_WRONLY | O_CREAT, 0644)), "EACCES");
  check("unlink", call(unlink("a/cgroup.procs")), "EPERM");
  check("link", call(link("a/cgroup.procs", "a/second")), "EPERM");
  check("symlink", call(symlink("a", "l")), "EPERM");
  check("rename", call(rename("a", "c")), "EPERM");
  check("not_empty", call(rmdir("a")), "EBUSY");
  check("removed", call(rmdir("a/b")), "0");
  check("removed_parent", call(rmdir("a")), "0");
  check("gone", call(rmdir("a")), "ENOENT");
  return verdict();
}
