/* Contract:  Shells open control files with O_CREAT and O_TRUNC: that opens them as they are.
 * Source:    open(2); kernfs has no operation to create, and truncation changes nothing
 * Behaviour: B48
 * Covers:    openat truncate ftruncate
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  char byte[64];
  enter_hierarchy();
  must(mkdir("a", 0755));
  int fd = open("a/cgroup.procs", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  check("opened", made(fd), "ok");
  check("writes", call(write(fd, "0\n", 2)), "2");
  check("moved", group_of(getpid()), "/a");
  close(fd);
  check("exclusively", made(open("a/cgroup.procs", O_WRONLY | O_CREAT | O_EXCL, 0644)), "EEXIST");
  fd = (int)must(open("a/cgroup.max.depth", O_RDWR | O_APPEND | O_CREAT, 0600));
  check("append", call(write(fd, "3", 1)), "1");
  check("reads", text(byte, pread(fd, byte, sizeof byte, 0)), "3\\0a");
  check("ftruncate", call(ftruncate(fd, 0)), "0");
  check("longer", call(ftruncate(fd, 100)), "0");
  check("truncate", call(truncate("a/cgroup.max.depth", 0)), "0");
  check("kept", get("a/cgroup.max.depth"), "3");
  struct stat status;
  must(fstat(fd, &status));
  check("size", status.st_size, 0);
  check("root_again", put("cgroup.procs", "0"), "ok");
  must(rmdir("a"));
  return verdict();
}
