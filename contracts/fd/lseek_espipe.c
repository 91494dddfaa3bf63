/* Contract:  lseek on a pipe, a FIFO or a socket is ESPIPE, as are pread and pwrite.
 * Source:    lseek(2), ERRORS; pread(2)
 * Behaviour: B03
 * Covers:    lseek pread64 pwrite64 mknod socketpair
 */
#include "contract.h"

#include <sys/socket.h>

static void seek_all(const char *name, int fd) {
  char byte = 0;
  check(join(name, "_set"), call(lseek(fd, 0, SEEK_SET)), "ESPIPE");
  check(join(name, "_cur"), call(lseek(fd, 0, SEEK_CUR)), "ESPIPE");
  check(join(name, "_end"), call(lseek(fd, 0, SEEK_END)), "ESPIPE");
  check(join(name, "_pread"), call(pread(fd, &byte, 1, 0)), "ESPIPE");
  check(join(name, "_pwrite"), call(pwrite(fd, &byte, 1, 0)), "ESPIPE");
}

int main(void) {
  int p[2], s[2];
  scratch();
  must(pipe(p));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(mkfifo("fifo", 0600));
  int fifo = (int)must(open("fifo", O_RDWR));
  int file = (int)must(open("file", O_RDWR | O_CREAT | O_EXCL, 0600));

  seek_all("pipe", p[0]);
  seek_all("fifo", fifo);
  seek_all("socket", s[0]);

  check("file", call(lseek(file, 7, SEEK_SET)), "7");
  check("file_end_of_empty", call(lseek(file, 0, SEEK_END)), "0");
  check("file_negative", call(lseek(file, -1, SEEK_SET)), "EINVAL");
  check("file_unknown_whence", call(lseek(file, 0, 99)), "EINVAL");
  check("closed", call(lseek(99, 0, SEEK_SET)), "EBADF");
  return verdict();
}
