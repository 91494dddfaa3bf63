/* Contract:  /proc/self/fd lists the open descriptors; its links say what they are, lead to them, and follow renames.
 * Source:    proc(5), /proc/pid/fd
 * Covers:    readlink open stat getdents64
 * Requires:  proc
 */
#include "contract.h"

#include <sys/eventfd.h>

static const char *name(int fd) {
  static char link[256];
  long size = readlink(join("/proc/self/fd/", number(fd, 10)), link, sizeof link - 1);
  if (size == -1) return error_name(errno);
  link[size] = 0;
  char *last = strrchr(link, '/');
  if (!strncmp(link, "/tmp/contract.", 14) && last) return text(last + 1, (long)strlen(last + 1));
  char *number_at = strchr(link, '[');
  return text(link, number_at ? number_at - link : size);
}

/* The first two lines of fdinfo. */
static const char *info(int fd) {
  char bytes[256], *out = contract_text();
  int file = (int)must(open(join("/proc/self/fdinfo/", number(fd, 10)), O_RDONLY));
  bytes[must(read(file, bytes, sizeof bytes - 1))] = 0;
  must(close(file));
  long pos = 0, flags = 0;
  must(sscanf(bytes, "pos: %ld flags: %lo", &pos, (unsigned long *)&flags) == 2 ? 0 : -1);
  contract_append(contract_append(out, "pos: "), number(pos, 10));
  return contract_append(contract_append(out, " flags: "), number(flags, 8));
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), p[2], unlinked = (int)must(open("gone", O_CREAT | O_RDWR, 0600));
  must(pipe(p));
  must(unlink("gone"));
  check("file", name(fd), "file");
  check("pipe", name(p[0]), "pipe:");
  check("null", name(0), "/dev/null");
  check("eventfd", name((int)must(eventfd(0, 0))), "anon_inode:");
  char whole[64];
  check("eventfd_whole", text(whole, readlink(join("/proc/self/fd/", number((int)must(eventfd(0, 0)), 10)), whole, 64)),
        "anon_inode:[eventfd]");
  check("unlinked", name(unlinked), "gone (deleted)");
  must(rename("file", "moved"));
  check("renamed", name(fd), "moved");
  check("closed", name(77), "ENOENT");
  char bytes[32];
  must(write(unlinked, "content", 7));
  int again = (int)must(open(join("/proc/self/fd/", number(unlinked, 10)), O_RDONLY));
  check("unlinked_can_be_opened", text(bytes, read(again, bytes, sizeof bytes)), "content");
  struct stat a, b;
  must(fstat(p[0], &a));
  must(stat(join("/proc/self/fd/", number(p[0], 10)), &b));
  check("stat_leads_to_it", a.st_ino == b.st_ino && S_ISFIFO(b.st_mode), 1);
  must(lstat(join("/proc/self/fd/", number(fd, 10)), &b));
  check("link_of_both", mode(b.st_mode), "S_IFLNK 0700");
  must(lstat(join("/proc/self/fd/", number(p[0], 10)), &b));
  check("link_of_a_reader", mode(b.st_mode), "S_IFLNK 0500");
  must(lstat(join("/proc/self/fd/", number(p[1], 10)), &b));
  check("link_of_a_writer", mode(b.st_mode), "S_IFLNK 0300");
  check("info", info(fd), "pos: 0 flags: 0100002");
  must(fcntl(fd, F_SETFD, FD_CLOEXEC));
  must(lseek(fd, 12, SEEK_SET));
  check("info_changed", info(fd), "pos: 12 flags: 02100002");
  check("bad_number", call(access("/proc/self/fd/x", F_OK)), "ENOENT");
  check("dev_fd", text(bytes, readlink("/dev/fd", bytes, sizeof bytes)), "/proc/self/fd");
  int writer = open(join("/dev/fd/", number(p[1], 10)), O_WRONLY);
  check("pipe_opened_by_name", call(write(writer, "z", 1)), "1");
  check("same_pipe", text(bytes, read(p[0], bytes, sizeof bytes)), "z");
  check("unlink_is_refused", call(unlink("/proc/self/fd/0")), "EPERM");
  return verdict();
}
