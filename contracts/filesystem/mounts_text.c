/* Contract:  /proc/self/mounts names source, place, type and flags of each mount; spaces, tabs and backslashes in octal.
 * Source:    proc_pid_mounts(5), fstab(5)
 * Covers:    mount umount2 read
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/mount.h>

/* What the line of the mount at the end of "place" says; its options are cut to those that we set. */
static const char *line_of(const char *place) {
  static char buffer[65536];
  int fd = (int)must(open("/proc/self/mounts", O_RDONLY));
  long size = 0, count;
  while ((count = must(read(fd, buffer + size, sizeof buffer - 1 - (size_t)size))) > 0) size += count;
  must(close(fd));
  buffer[size] = 0;
  for (char *line = strtok(buffer, "\n"); line; line = strtok(0, "\n")) {
    char *at = strstr(line, place);
    if (!at || !strchr(line, ' ') || at[strlen(place)] != ' ') continue;
    char *source_end = strchr(line, ' '), *type = at + strlen(place) + 1, *type_end = strchr(type, ' ');
    if (!type_end) return "no type";
    *source_end = *type_end = 0;
    char *out = contract_text();
    contract_append(contract_append(contract_append(out, line), " "), type);
    char *options = type_end + 1, *end = strchr(options, ' ');
    if (end) *end = 0;
    static const char *known[] = {"ro", "rw", "nosuid", "nodev", "noexec", "noatime", "relatime", "size=1024k", "mode=700"};
    for (char *option = options; option;) {
      char *comma = strchr(option, ',');
      if (comma) *comma = 0;
      for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(option, known[i])) contract_append(contract_append(out, " "), option);
      option = comma ? comma + 1 : 0;
    }
    return out;
  }
  return "none";
}

int main(void) {
  scratch();
  must(mkdir("plain", 0700));
  must(mkdir("a b\tc\\d", 0700));
  must(mkdir("bound", 0700));
  check("not_yet", line_of("/plain"), "none");
  must(mount("my source", "plain", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=1m,mode=700"));
  check("all_flags", line_of("/plain"), "my\\040source tmpfs rw nosuid nodev noexec relatime size=1024k mode=700");
  must(mount("none", "a b\tc\\d", "tmpfs", MS_NOATIME, 0));
  check("mangled", line_of("/a\\040b\\011c\\134d"), "none tmpfs rw noatime");
  must(mkdir("plain/part", 0700));
  must(mount("plain/part", "bound", 0, MS_BIND, 0));
  must(mount(0, "bound", 0, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, 0));
  check("bound", line_of("/bound"), "my\\040source tmpfs ro nosuid nodev noexec relatime size=1024k mode=700");
  check("unchanged", line_of("/plain"), "my\\040source tmpfs rw nosuid nodev noexec relatime size=1024k mode=700");
  must(umount2("bound", 0));
  check("gone", line_of("/bound"), "none");
  return verdict();
}
