/* Contract:  splice moves bytes between a pipe and anything, or two pipes; one side must be a pipe, offsets only for
 *            the other.
 * Source:    splice(2)
 * Covers:    splice
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[32];
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600)), p[2], q[2];
  must(pipe2(p, O_NONBLOCK));
  must(pipe2(q, O_NONBLOCK));
  must(write(file, "0123456789", 10));
  off_t offset = 3;
  check("file_to_pipe", call(splice(file, &offset, p[1], 0, 4, 0)), "4");
  check("offset_moved", offset, 7);
  check("own_offset_kept", call(lseek(file, 0, SEEK_CUR)), "10");
  check("pipe_to_pipe", call(splice(p[0], 0, q[1], 0, 2, SPLICE_F_MOVE)), "2");
  check("left_behind", text(bytes, read(p[0], bytes, 32)), "56");
  check("moved_over", text(bytes, read(q[0], bytes, 32)), "34");
  check("file_at_end", call(splice(file, 0, p[1], 0, 4, 0)), "0");
  must(lseek(file, 8, SEEK_SET));
  check("own_offset", call(splice(file, 0, p[1], 0, 100, SPLICE_F_MORE)), "2");
  check("own_offset_moved", call(lseek(file, 0, SEEK_CUR)), "10");
  check("pipe_to_file", call(splice(p[0], 0, file, 0, 100, 0)), "2");
  offset = 0;
  must(write(p[1], "ab", 2));
  check("pipe_to_file_at", call(splice(p[0], 0, file, &offset, 100, 0)), "2");
  check("file", text(bytes, pread(file, bytes, 32, 0)), "ab2345678989");
  check("empty", call(splice(p[0], 0, file, 0, 1, SPLICE_F_NONBLOCK)), "EAGAIN");
  check("nothing", call(splice(p[0], 0, file, 0, 0, 0)), "0");

  check("no_pipe", call(splice(file, 0, file, 0, 1, 0)), "EINVAL");
  check("same_pipe", call(splice(p[0], 0, p[1], 0, 1, 0)), "EINVAL");
  check("offset_for_in_pipe", call(splice(p[0], &offset, file, 0, 1, 0)), "ESPIPE");
  check("offset_for_out_pipe", call(splice(file, 0, p[1], &offset, 1, 0)), "ESPIPE");
  check("unknown_flag", call(splice(p[0], 0, file, 0, 1, 16)), "EINVAL");
  check("wrong_ends", call(splice(p[1], 0, q[0], 0, 1, 0)), "EBADF");
  check("closed", call(splice(99, 0, p[1], 0, 1, 0)), "EBADF");
  check("bad_offset", call(splice(file, (off_t *)16, p[1], 0, 1, 0)), "EFAULT");
  must(write(p[1], "z", 1));
  must(fcntl(file, F_SETFL, O_APPEND));
  check("append", call(splice(p[0], 0, file, 0, 1, 0)), "EINVAL");
  must(close(p[1]));
  check("last_byte", call(splice(p[0], 0, q[1], 0, 5, 0)), "1");
  check("no_writer_left", call(splice(p[0], 0, q[1], 0, 5, 0)), "0");
  must(close(q[0]));
  signal(SIGPIPE, SIG_IGN);
  must(lseek(file, 0, SEEK_SET));
  check("no_reader_left", call(splice(file, 0, q[1], 0, 5, 0)), "EPIPE");
  return verdict();
}
