/* Contract:  A request that a file's kind does not know is ENOTTY; FIONBIO, FIOASYNC, FIOCLEX and FIOQSIZE are for
 *            every kind.
 * Source:    ioctl(2), Linux's do_vfs_ioctl. FIOQSIZE answers the bytes that files, directories and links take up
 * Covers:    ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

enum { QSIZE = 0x5460 };

static void try(const char *kind, int fd, const char *qsize, const char *async) {
  struct winsize size;
  int on = 1, off = 0;
  long long bytes = -7;
  check(join(kind, "_winsize"), call(ioctl(fd, TIOCGWINSZ, &size)), "ENOTTY");
  check(join(kind, "_unknown"), call(ioctl(fd, 0x12345, 0)), "ENOTTY");
  check(join(kind, "_nonblock"), call(ioctl(fd, FIONBIO, &on)), "0");
  check(join(kind, "_nonblock_flag"), (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0, 1);
  check(join(kind, "_block"), call(ioctl(fd, FIONBIO, &off)), "0");
  check(join(kind, "_async"), call(ioctl(fd, FIOASYNC, &on)), async);
  check(join(kind, "_async_flag"), (fcntl(fd, F_GETFL) & O_ASYNC) != 0, async[0] == '0');
  check(join(kind, "_no_async"), call(ioctl(fd, FIOASYNC, &off)), "0");
  check(join(kind, "_cloexec"), call(ioctl(fd, FIOCLEX)), "0");
  check(join(kind, "_qsize"), ioctl(fd, QSIZE, &bytes) == -1 ? error_name(errno) : number(bytes, 10), qsize);
  check(join(kind, "_bad_pointer"), call(ioctl(fd, FIONBIO, (void *)16)), "EFAULT");
}

int main(void) {
  scratch();
  int p[2], s[2];
  must(pipe(p));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(file, "12345", 5));
  try("pipe", p[0], "ENOTTY", "0");
  try("socket", s[0], "ENOTTY", "0");
  try("file", file, "4096", "ENOTTY");
  try("null", (int)must(open("/dev/null", O_RDWR)), "ENOTTY", "ENOTTY");
  check("closed", call(ioctl(99, FIOCLEX)), "EBADF");
  return verdict();
}
