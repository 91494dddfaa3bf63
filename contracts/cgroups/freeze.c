/* Contract:  cgroup.freeze stops all processes of a group and those below, and they go on where they were when it is thawed;
 *            SIGKILL ends a frozen one.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.freeze
 * Covers:    write read kill
 * Requires:  cgroups
 */
#include "cgroups.h"

/* Reads cgroup.events until it says so: freezing takes as long as the processes take to notice. */
static const char *await_frozen(const char *group, const char *value) {
  const char *file = join(group, "/cgroup.events");
  char bytes[64];
  int fd = (int)must(open(file, O_RDONLY));
  for (;;) {
    must(lseek(fd, 0, SEEK_SET));
    must(read(fd, bytes, sizeof bytes));
    if (!strcmp(value_of(file, "frozen"), value)) break;
    if (strcmp(poll_one(fd, POLLPRI, BOUND), "POLLPRI|POLLERR")) return "timeout";
  }
  close(fd);
  return value_of(file, "frozen");
}

int main(void) {
  int to[2], from[2];
  char byte = 0;
  enter_hierarchy();
  must(pipe(to)), must(pipe(from));
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("not_frozen", get("a/cgroup.freeze"), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter("a/b"), "ok")) _exit(9);
    for (;;)
      if (read(to[0], &byte, 1) == 1) byte++, (void)!write(from[1], &byte, 1);
      else _exit(8);
  }
  must(write(to[1], "1", 1)), must(read(from[0], &byte, 1));
  check("echo", text(&byte, 1), "2");
  check("freeze", put("a/cgroup.freeze", "1"), "ok");
  check("frozen", await_frozen("a", "1"), "1");
  check("below", await_frozen("a/b", "1"), "1");
  check("not_asked", get("a/b/cgroup.freeze"), "0");
  must(write(to[1], "4", 1));
  check("silent", poll_one(from[0], POLLIN, 50), "timeout");
  check("thaw", put("a/cgroup.freeze", "0"), "ok");
  check("thawed", await_frozen("a", "0"), "0");
  check("goes_on", poll_one(from[0], POLLIN, BOUND), "POLLIN");
  must(read(from[0], &byte, 1));
  check("echo_after", text(&byte, 1), "5");
  check("again", put("a/b/cgroup.freeze", "1"), "ok");
  check("frozen_again", await_frozen("a/b", "1"), "1");
  check("killed", end(child), "killed SIGKILL");
  check("empty_stays_frozen", get("a/b/cgroup.events"), "populated 0; frozen 1");
  check("out_of_range", put("a/b/cgroup.freeze", "2"), "ERANGE");
  check("no_number", put("a/b/cgroup.freeze", "on"), "EINVAL");
  must(rmdir("a/b")), must(rmdir("a"));
  return verdict();
}
