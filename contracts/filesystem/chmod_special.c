/* Contract:  chmod sets twelve bits and no kind, through symbolic links; fchmodat2 can leave them alone or take the
 *            descriptor.
 * Source:    chmod(2), fchmodat2(2). A symbolic link's own mode cannot be changed: EOPNOTSUPP
 * Covers:    chmod fchmod fchmodat fchmodat2
 * Linux:     since 6.6
 */
#include "contract.h"

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

static const char *now(const char *path) {
  struct stat st;
  return lstat(path, &st) ? error_name(errno) : mode(st.st_mode);
}

static const char *change(int fd, const char *path, unsigned bits, int flags) {
  return call(syscall(SYS_fchmodat2, fd, path, bits, flags));
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), path = (int)must(open("file", O_PATH));
  must(mkdir("dir", 0700));
  must(symlink("file", "link"));
  must(symlink("none", "dangling"));
  check("all_bits", call(chmod("file", 07777)), "0");
  check("all_bits_are", now("file"), "S_IFREG 07777");
  check("kind_is_cut", call(chmod("file", S_IFDIR | 0640)), "0");
  check("kind_stays", now("file"), "S_IFREG 0640");
  check("through_link", call(chmod("link", 0600)), "0");
  check("through_link_is", now("file"), "S_IFREG 0600");
  check("link_stays", now("link"), "S_IFLNK 0777");
  check("sticky_directory", call(chmod("dir", 01777)), "0");
  check("sticky_is", now("dir"), "S_IFDIR 01777");
  check("fchmod", call(syscall(SYS_fchmod, fd, 0444)), "0");
  check("fchmod_is", now("file"), "S_IFREG 0444");
  check("fchmod_path", call(syscall(SYS_fchmod, path, 0400)), "EBADF");
  check("fchmodat", call(syscall(SYS_fchmodat, AT_FDCWD, "file", 0400)), "0");
  check("fchmodat_is", now("file"), "S_IFREG 0400");
  check("two_link", change(AT_FDCWD, "link", 0123, 0), "0");
  check("two_link_is", now("file"), "S_IFREG 0123");
  check("two_nofollow_link", change(AT_FDCWD, "link", 0600, AT_SYMLINK_NOFOLLOW), "EOPNOTSUPP");
  check("two_nofollow_file", change(AT_FDCWD, "file", 0600, AT_SYMLINK_NOFOLLOW), "0");
  check("two_empty_path", change(path, "", 0644, AT_EMPTY_PATH), "0");
  check("two_empty_path_is", now("file"), "S_IFREG 0644");
  check("two_unknown_flag", change(AT_FDCWD, "file", 0600, 1), "EINVAL");
  check("missing", call(chmod("none", 0600)), "ENOENT");
  check("dangling", call(chmod("dangling", 0600)), "ENOENT");
  check("through_file", call(chmod("file/x", 0600)), "ENOTDIR");
  check("empty", call(chmod("", 0600)), "ENOENT");
  check("bad_pointer", call(chmod((char *)16, 0600)), "EFAULT");
  check("closed", call(fchmod(99, 0600)), "EBADF");
  check("other_file_system", call(chmod("/proc/version", 0600)), "EPERM");
  return verdict();
}
