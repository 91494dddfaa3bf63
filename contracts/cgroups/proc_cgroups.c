/* Contract:  /proc/cgroups lists the controllers with the number of their hierarchy, which is 0 for version 2, the groups in
 *            it and whether they are enabled.
 * Source:    cgroups(7), "/proc files"
 * Covers:    read
 * Requires:  cgroups
 */
#include "cgroups.h"

/* "hierarchy H, enabled E", and whether there are at least so many groups: some that were removed may be counted still. */
static const char *row(const char *name, long least) {
  static char bytes[4096];
  char *end;
  int fd = (int)must(open("/proc/cgroups", O_RDONLY | O_CLOEXEC));
  ssize_t size = must(read(fd, bytes, sizeof bytes - 1));
  close(fd);
  bytes[size] = 0;
  for (char *line = bytes; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : 0) {
    if (strncmp(line, name, strlen(name)) || line[strlen(name)] != '\t') continue;
    long hierarchy = strtol(line + strlen(name), &end, 10), groups = strtol(end, &end, 10), enabled = strtol(end, &end, 10);
    const char *numbers = join(join("hierarchy ", number(hierarchy, 10)), join(", enabled ", number(enabled, 10)));
    return groups >= least ? numbers : join(numbers, ", too few groups");
  }
  return "none";
}

int main(void) {
  char head[64];
  int fd = (int)must(open("/proc/cgroups", O_RDONLY));
  enter_hierarchy();
  check("head", text(head, read(fd, head, 43)), "#subsys_name\\09hierarchy\\09num_cgroups\\09enabled\\0a");
  check("pids", row("pids", 1), "hierarchy 0, enabled 1");
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("more", row("memory", 3), "hierarchy 0, enabled 1");
  check("cpu", row("cpu", 3), "hierarchy 0, enabled 1");
  check("io", row("blkio", 3), "hierarchy 0, enabled 1");
  check("no_such", row("luck", 0), "none");
  must(rmdir("a/b")), must(rmdir("a"));
  return verdict();
}
