/* Contract:  The root has only the control files that make sense for all, a group those of the core, and of controllers
 *            only those that its parent enabled; what cannot be read or written cannot be opened for it, by nobody.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files"
 * Covers:    open stat
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  static const char *const names[] = {"cgroup.type", "cgroup.events", "cgroup.freeze", "cgroup.kill", "cgroup.procs",
                                      "cgroup.threads", "cgroup.controllers", "cgroup.subtree_control", "cgroup.stat",
                                      "cgroup.max.depth", "cpu.stat", "cpu.max", "pids.max", "pids.current",
                                      "memory.max", "memory.oom.group", 0};
  struct stat status;
  enter_hierarchy();
  must(mkdir("a", 0755));
  for (int i = 0; names[i]; i++)
    observe(join("/", names[i]), stat(names[i], &status) ? error_name(errno) : number(status.st_mode & 07777, 8));
  for (int i = 0; names[i]; i++)
    observe(join("a/", names[i]),
            stat(join("a/", names[i]), &status) ? error_name(errno) : number(status.st_mode & 07777, 8));
  check("enable", put("cgroup.subtree_control", "+pids"), "ok");
  check("enabled", stat("a/pids.max", &status) ? error_name(errno) : "there", "there");
  check("others", stat("a/memory.max", &status) ? error_name(errno) : "there", "ENOENT");
  check("disable", put("cgroup.subtree_control", "-pids"), "ok");
  check("disabled", stat("a/pids.max", &status) ? error_name(errno) : "there", "ENOENT");
  char bytes[64];
  int fd = (int)must(open("a/cgroup.controllers", O_RDWR));
  check("write_read_only", call(write(fd, "0", 1)), "EINVAL");
  fd = (int)must(open("a/cgroup.kill", O_RDWR));
  check("read_write_only", call(read(fd, bytes, sizeof bytes)), "EINVAL");
  must(setegid(1000)), must(seteuid(1000));
  check("others_write", made(open("a/cgroup.procs", O_WRONLY)), "EACCES");
  check("others_read", made(open("a/cgroup.procs", O_RDONLY)), "ok");
  check("others_make", call(mkdir("a/b", 0755)), "EACCES");
  must(seteuid(0)), must(setegid(0));
  must(rmdir("a"));
  return verdict();
}
