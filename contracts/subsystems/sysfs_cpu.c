/* Contract:  /sys/devices/system/cpu says which processors there are, in lists that agree with one another and with
 *            sched_getaffinity; /sys cannot be changed and is as long as a page.
 * Source:    sysfs(5); Documentation/admin-guide/cputopology.rst
 * Covers:    open read lseek stat sched_getaffinity mount
 * Requires:  sysfs
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

#define CPU "/sys/devices/system/cpu/"

/* The last processor of a list such as "0-3,5"; -1 for an empty one. */
static long last(const char *list) {
  long value = -1;
  for (const char *at = list; *at; at++)
    if (*at >= '0' && *at <= '9') value = (at > list && at[-1] >= '0' && at[-1] <= '9' ? value * 10 : 0) + *at - '0';
  return value;
}

int main(void) {
  struct stat status;
  char start[4];
  unsigned char mask[128] = {0};
  long highest = -1;
  must(syscall(SYS_sched_getaffinity, 0, sizeof mask, mask));
  for (int i = 0; i < 1024; i++)
    if (mask[i / 8] >> i % 8 & 1) highest = i;
  check("online_has_ours", last(contents(CPU "online")) >= highest, 1);
  check("possible_has_online", last(contents(CPU "possible")) >= last(contents(CPU "online")), 1);
  check("present_has_online", last(contents(CPU "present")) >= last(contents(CPU "online")), 1);
  check("first", text(contents(CPU "possible"), 1), "0");
  check("cpu0", access(CPU "cpu0/topology/core_id", R_OK) ? error_name(errno) : "there", "there");
  must(stat(CPU "online", &status));
  check("mode", mode(status.st_mode), "S_IFREG 0444");
  check("size", status.st_size, 4096);
  int fd = (int)must(open(CPU "online", O_RDONLY));
  check("read", text(start, read(fd, start, 1)), "0");
  check("end", call(lseek(fd, 0, SEEK_END)), "4096");
  check("read_at_end", call(read(fd, start, 1)), "0");
  check("again", text(start, pread(fd, start, 1, 0)), "0");
  check("write", made(open(CPU "online", O_WRONLY)), "EROFS");
  check("create", made(open("/sys/new", O_CREAT | O_WRONLY, 0600)), "EROFS");
  check("missing", made(open(CPU "nothing", O_RDONLY)), "ENOENT");
  scratch();
  must(mkdir("sys", 0700));
  check("writable_mount", call(mount("none", "sys", "sysfs", 0, 0)), "EPERM");
  check("mount", call(mount("none", "sys", "sysfs", MS_RDONLY, 0)), "0");
  check("same", strcmp(contents("sys/devices/system/cpu/online"), contents(CPU "online")), 0);
  return verdict();
}
