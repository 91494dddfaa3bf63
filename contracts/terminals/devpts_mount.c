/* Contract: Every mount of devpts is an instance of its own, with its own numbers, and options for the modes of slaves
 *           and of ptmx. Names in it come and go with terminals alone.
 * Source:   pts(4); mount(8), "Mount options for devpts"; Linux fs/devpts/inode.c
 * Requires: pty
 * Covers:   mount statfs openat
 */
#include "terminal.h"
#include <sys/mount.h>
#include <sys/statfs.h>

static const char *options(const char *place) {
  static char mounts[8192];
  int fd = (int)must(open("/proc/self/mounts", O_RDONLY));
  mounts[must(read(fd, mounts, sizeof mounts - 1))] = 0;
  must(close(fd));
  char *line = strstr(mounts, join(place, " devpts "));
  if (!line) return "none";
  char *from = line + strlen(place) + 8, *end = strchr(from, ' ');
  return text(from, end - from);
}

int main(void) {
  struct statfs fs;
  struct stat node;
  int n;
  must(statfs("/dev/pts", &fs));
  check("magic", fs.f_type == 0x1cd1, 1);
  check("block_size", fs.f_bsize, 4096);
  check("options", options("/dev/pts"), "rw,nosuid,noexec,relatime,mode=620,ptmxmode=666");
  int here = open_master();
  scratch();
  must(mkdir("pts", 0755));
  check("bad_option", call(mount("x", "pts", "devpts", 0, "modus=600")), "EINVAL");
  check("bad_mode", call(mount("x", "pts", "devpts", 0, "mode=9")), "EINVAL");
  check("unmapped_gid", call(mount("x", "pts", "devpts", 0, "gid=70000")), "EINVAL");
  check("mount", call(mount("x", "pts", "devpts", 0, "ptmxmode=0640,mode=0604,max=2")), "0");
  char place[64];
  must(getcwd(place, sizeof place) ? 0 : -1);
  check("own_options", options(join(place, "/pts")), "rw,relatime,mode=604,ptmxmode=640,max=2");
  must(stat("pts", &node));
  check("directory", mode(node.st_mode), "S_IFDIR 0755");
  check("directory_owner", node.st_uid, 0);
  check("directory_number", node.st_ino, 1);
  must(stat("pts/ptmx", &node));
  check("ptmx", mode(node.st_mode), "S_IFCHR 0640");
  check("ptmx_device", node.st_rdev == 0x502, 1);
  int there = (int)must(open("pts/ptmx", O_RDWR | O_NOCTTY));
  must(ioctl(there, TIOCGPTN, &n));
  check("own_numbers", n, 0);
  must(stat("pts/0", &node));
  check("slave", mode(node.st_mode), "S_IFCHR 0604");
  check("slave_number", node.st_ino, 3);
  int more = (int)must(open("pts/ptmx", O_RDWR | O_NOCTTY));
  check("no_more_than_max", made(open("pts/ptmx", O_RDWR | O_NOCTTY)), "ENOSPC");
  must(close(more));
  check("others_unknown", made(open("pts/1", O_RDWR)), "ENOENT");
  check("create", made(open("pts/file", O_RDWR | O_CREAT, 0600)), "EACCES");
  check("mkdir", call(mkdir("pts/d", 0700)), "EPERM");
  check("unlink", call(unlink("pts/0")), "EPERM");
  check("chmod", call(chmod("pts/0", 0600)), "0");
  must(stat("pts/0", &node));
  check("changed", mode(node.st_mode), "S_IFCHR 0600");
  check("busy", call(umount("pts")), "EBUSY");
  must(close(there));
  check("unmount", call(umount("pts")), "0");
  must(close(here));
  return verdict();
}
