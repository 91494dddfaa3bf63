/* Contract:  sendfile copies from a file to any descriptor, at its own offset or at one it is given and moves; errors
 *            by cause.
 * Source:    sendfile(2)
 * Covers:    sendfile
 */
#include "contract.h"

#include <sys/sendfile.h>
#include <sys/socket.h>

int main(void) {
  scratch();
  char bytes[32];
  int in = (int)must(open("in", O_CREAT | O_RDWR, 0600)), out = (int)must(open("out", O_CREAT | O_RDWR, 0600)), p[2], s[2];
  must(pipe2(p, O_NONBLOCK));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(in, "0123456789", 10));
  must(lseek(in, 0, SEEK_SET));
  check("own_offset", call(sendfile(out, in, 0, 4)), "4");
  check("own_offset_moved", call(lseek(in, 0, SEEK_CUR)), "4");
  off_t offset = 2;
  check("given_offset", call(sendfile(out, in, &offset, 3)), "3");
  check("given_offset_moved", offset, 5);
  check("own_offset_kept", call(lseek(in, 0, SEEK_CUR)), "4");
  check("out_offset", call(lseek(out, 0, SEEK_CUR)), "7");
  check("out", text(bytes, pread(out, bytes, 32, 0)), "0123234");
  check("to_pipe", call(sendfile(p[1], in, 0, 100)), "6");
  check("pipe", text(bytes, read(p[0], bytes, 32)), "456789");
  check("at_end", call(sendfile(p[1], in, 0, 100)), "0");
  offset = 8;
  check("to_socket", call(sendfile(s[0], in, &offset, 100)), "2");
  check("socket", text(bytes, read(s[1], bytes, 32)), "89");
  check("nothing", call(sendfile(out, in, 0, 0)), "0");

  offset = -1;
  check("negative_offset", call(sendfile(out, in, &offset, 1)), "EINVAL");
  check("bad_offset", call(sendfile(out, in, (off_t *)16, 1)), "EFAULT");
  check("in_closed", call(sendfile(out, 99, 0, 1)), "EBADF");
  check("out_closed", call(sendfile(99, in, 0, 1)), "EBADF");
  int r = (int)must(open("out", O_RDONLY)), w = (int)must(open("in", O_WRONLY));
  check("out_read_only", call(sendfile(r, in, 0, 1)), "EBADF");
  check("in_write_only", call(sendfile(out, w, 0, 1)), "EBADF");
  offset = 0;
  check("in_pipe_with_offset", call(sendfile(out, p[0], &offset, 1)), "ESPIPE");
  check("in_socket", call(sendfile(out, s[0], 0, 1)), "EINVAL");
  check("in_directory", call(sendfile(out, (int)must(open(".", O_RDONLY)), 0, 1)), "EINVAL");
  must(fcntl(out, F_SETFL, O_APPEND));
  check("out_append", call(sendfile(out, in, &offset, 1)), "EINVAL");
  static char page[65536];
  must(write(p[1], page, sizeof page));
  check("pipe_full", call(sendfile(p[1], in, &offset, 1)), "EAGAIN");
  return verdict();
}
