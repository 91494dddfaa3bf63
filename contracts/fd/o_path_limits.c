/* Contract:  An O_PATH descriptor names a place: fstat, fchdir, dup and "at" calls take it, everything that needs
 *            content is EBADF.
 * Source:    open(2), O_PATH
 * Covers:    open fstat fchdir dup fcntl openat mmap getdents64 fchmod ftruncate flock
 */
#include "contract.h"

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/xattr.h>

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(close((int)must(creat("dir/file", 0600))));
  must(close((int)must(creat("unreadable", 0))));
  must(symlink("dir", "link"));
  int dir = (int)must(open("dir", O_PATH)), file = (int)must(open("dir/file", O_PATH | O_CLOEXEC));
  int link = (int)must(open("link", O_PATH | O_NOFOLLOW));
  char bytes[64];
  struct stat st;
  struct pollfd one = {.fd = file, .events = POLLIN};
  check("fstat", call(fstat(file, &st)), "0");
  check("cloexec", descriptor_flags(fcntl(file, F_GETFD)), "FD_CLOEXEC");
  check("flags", open_flags(fcntl(file, F_GETFL)), "O_RDONLY|O_PATH");
  check("directory_flag", open_flags(fcntl((int)must(open("dir", O_PATH | O_DIRECTORY)), F_GETFL)), "O_RDONLY|O_DIRECTORY|O_PATH");
  check("not_a_directory", made(open("dir/file", O_PATH | O_DIRECTORY)), "ENOTDIR");
  check("creat_is_dropped", made(open("none", O_PATH | O_CREAT, 0600)), "ENOENT");
  check("link_itself", fstat(link, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT), "S_IFLNK 00");
  check("openat", made(openat(dir, "file", O_RDONLY)), "ok");
  check("below_a_link_descriptor", made(openat(link, "file", O_RDONLY)), "ENOTDIR");
  check("dup", made(dup(file)), "ok");
  check("lseek", call(lseek(file, 0, SEEK_SET)), "EBADF");
  check("getdents", call(syscall(SYS_getdents64, dir, bytes, sizeof bytes)), "EBADF");
  check("fchmod", call(syscall(SYS_fchmod, file, 0600)), "EBADF");
  check("fsync", call(fsync(file)), "EBADF");
  check("flock", call(flock(file, LOCK_SH)), "EBADF");
  check("ftruncate", call(ftruncate(file, 0)), "EBADF");
  check("fallocate", call(fallocate(file, 0, 0, 1)), "EBADF");
  check("fgetxattr", call(fgetxattr(file, "user.x", bytes, 1)), "EBADF");
  check("mmap", mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED ? error_name(errno) : "mapped", "EBADF");
  check("poll", poll(&one, 1, 0) == 1 ? poll_events(one.revents) : "0", "POLLNVAL");
  check("epoll", call(epoll_ctl((int)must(epoll_create1(0)), EPOLL_CTL_ADD, file, &(struct epoll_event){0})), "EBADF");
  check("futimens", call(syscall(SYS_utimensat, file, 0, 0, 0)), "EBADF");
  int again = open(join("/proc/self/fd/", number(file, 10)), O_RDWR);
  check("reopened", call(write(again, "x", 1)), "1");
  must(unlink("dir/file"));
  check("unlinked_fstat", fstat(file, &st) ? -1 : (int)st.st_nlink, 0);
  check("fchdir", call(syscall(SYS_fchdir, dir)), "0");
  check("fchdir_file", call(syscall(SYS_fchdir, file)), "ENOTDIR");
  return verdict();
}
