/* Contract:  An O_PATH descriptor names a file without opening it: F_SETFD, dup, fstat and openat work, the file's
 *            own
 *            operations are EBADF.
 * Source:    open(2), O_PATH ("ioctl(2) … fail with the error EBADF": also FIOCLEX, in Linux 6.18)
 * Behaviour: B39
 * Covers:    open fcntl ioctl read write lseek fstat openat
 */
#include "contract.h"

#include <sys/ioctl.h>

int main(void) {
  char byte;
  int on = 1;
  struct stat st;
  scratch();
  umask(0);
  must(mkdir("dir", 0700));
  must(close((int)must(open("dir/file", O_CREAT | O_WRONLY, 0600))));
  must(symlink("dir/file", "link"));
  int fd = (int)must(open("dir/file", O_PATH | O_CLOEXEC)), dir = (int)must(open("dir", O_PATH));
  check("flags", open_flags(fcntl(fd, F_GETFL)), "O_RDONLY|O_PATH");
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("setfd", call(fcntl(fd, F_SETFD, 0)), "0");
  check("cleared", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  observe("fioclex", call(ioctl(fd, FIOCLEX)));
  observe("fioclex_flags", descriptor_flags(fcntl(fd, F_GETFD)));
  observe("fionclex", call(ioctl(fd, FIONCLEX)));
  check("fionbio", call(ioctl(fd, FIONBIO, &on)), "EBADF");
  check("fionread", call(ioctl(fd, FIONREAD, &on)), "EBADF");
  check("setfl", call(fcntl(fd, F_SETFL, O_NONBLOCK)), "EBADF");
  check("read", call(read(fd, &byte, 1)), "EBADF");
  check("write", call(write(fd, &byte, 1)), "EBADF");
  check("lseek", call(lseek(fd, 0, SEEK_SET)), "EBADF");
  check("ftruncate", call(ftruncate(fd, 0)), "EBADF");
  check("fchmod", call(syscall(SYS_fchmod, fd, 0600)), "EBADF");
  check("poll", poll_one(fd, POLLIN, SOON), "POLLNVAL");

  int copy = (int)must(dup(fd));
  check("dup_flags", open_flags(fcntl(copy, F_GETFL)), "O_RDONLY|O_PATH");
  check("fstat", fstat(fd, &st) ? error_name(errno) : mode(st.st_mode), "S_IFREG 0600");
  check("openat", made(openat(dir, "file", O_RDONLY)), "ok");
  check("fchdir", call(fchdir(dir)), "0");
  check("seen_from_there", made(open("file", O_RDONLY)), "ok");
  int link = (int)must(open("../link", O_PATH | O_NOFOLLOW));
  check("link_itself", fstat(link, &st) ? error_name(errno) : mode(st.st_mode), "S_IFLNK 0777");
  check("close", call(close(fd)), "0");
  return verdict();
}
