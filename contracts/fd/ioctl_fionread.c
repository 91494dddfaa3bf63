/* Contract:  FIONREAD tells the bytes that can be read: in a pipe, a FIFO, a socket, and from a file's offset on.
 * Source:    pipe(7), ioctl_tty(2), Linux's vfs_ioctl
 * Covers:    ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

static const char *available(int fd) {
  int count = -7;
  int result = ioctl(fd, FIONREAD, &count);
  return result == -1 ? error_name(errno) : number(count, 10);
}

int main(void) {
  scratch();
  char bytes[16];
  int p[2], s[2];
  must(pipe(p));
  check("empty_pipe", available(p[0]), "0");
  must(write(p[1], "hello", 5));
  check("pipe", available(p[0]), "5");
  check("pipe_write_end", available(p[1]), "5");
  must(read(p[0], bytes, 2));
  check("after_reading", available(p[0]), "3");
  must(mkfifo("fifo", 0600));
  int fifo = (int)must(open("fifo", O_RDWR));
  must(write(fifo, "abcd", 4));
  check("fifo", available(fifo), "4");
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(s[1], "1234567", 7));
  check("socket", available(s[0]), "7");
  check("socket_other_side", available(s[1]), "0");

  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(fd, "0123456789", 10));
  check("file_at_end", available(fd), "0");
  must(lseek(fd, 4, SEEK_SET));
  check("file_at_4", available(fd), "6");
  must(lseek(fd, 12, SEEK_SET));
  check("file_beyond", available(fd), "-2");
  check("bad_pointer", call(ioctl(p[0], FIONREAD, (void *)16)), "EFAULT");
  check("directory", available((int)must(open(".", O_RDONLY))), "ENOTTY");
  check("dev_null", available((int)must(open("/dev/null", O_RDONLY))), "ENOTTY");
  check("path", available((int)must(open("file", O_PATH))), "EBADF");
  check("closed", available(99), "EBADF");
  return verdict();
}
