/* Contract:  copy_file_range copies between files at own or given offsets, short at the end of the source, and checks
 *            both.
 * Source:    copy_file_range(2)
 * Covers:    copy_file_range
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[32];
  int in = (int)must(open("in", O_CREAT | O_RDWR, 0600)), out = (int)must(open("out", O_CREAT | O_RDWR, 0600)), p[2];
  must(pipe(p));
  must(write(in, "0123456789", 10));
  must(lseek(in, 7, SEEK_SET));
  check("own_offsets", call(copy_file_range(in, 0, out, 0, 100, 0)), "3");
  check("in_moved", call(lseek(in, 0, SEEK_CUR)), "10");
  check("out_moved", call(lseek(out, 0, SEEK_CUR)), "3");
  check("at_end", call(copy_file_range(in, 0, out, 0, 100, 0)), "0");
  off_t from = 1, to = 5;
  check("given_offsets", call(copy_file_range(in, &from, out, &to, 2, 0)), "2");
  check("from_moved", from, 3);
  check("to_moved", to, 7);
  check("own_offset_kept", call(lseek(out, 0, SEEK_CUR)), "3");
  check("out", text(bytes, pread(out, bytes, 32, 0)), "789\\00\\0012");
  from = 0, to = 5;
  check("within_one_file", call(copy_file_range(in, &from, in, &to, 3, 0)), "3");
  check("in", text(bytes, pread(in, bytes, 32, 0)), "0123401289");
  from = 0, to = 2;
  check("overlap", call(copy_file_range(in, &from, in, &to, 3, 0)), "EINVAL");
  check("nothing", call(copy_file_range(in, 0, out, 0, 0, 0)), "0");
  check("flags", call(copy_file_range(in, 0, out, 0, 1, 1)), "EINVAL");
  check("in_closed", call(copy_file_range(99, 0, out, 0, 1, 0)), "EBADF");
  check("out_closed", call(copy_file_range(in, 0, 99, 0, 1, 0)), "EBADF");
  int r = (int)must(open("out", O_RDONLY)), w = (int)must(open("in", O_WRONLY)), dir = (int)must(open(".", O_RDONLY));
  check("in_write_only", call(copy_file_range(w, 0, out, 0, 1, 0)), "EBADF");
  check("out_read_only", call(copy_file_range(in, 0, r, 0, 1, 0)), "EBADF");
  check("in_directory", call(copy_file_range(dir, 0, out, 0, 1, 0)), "EISDIR");
  check("in_pipe", call(copy_file_range(p[0], 0, out, 0, 1, 0)), "EINVAL");
  check("out_pipe", call(copy_file_range(in, 0, p[1], 0, 1, 0)), "EINVAL");
  check("bad_offset", call(copy_file_range(in, (off_t *)16, out, 0, 1, 0)), "EFAULT");
  must(fcntl(out, F_SETFL, O_APPEND));
  check("out_append", call(copy_file_range(in, 0, out, 0, 1, 0)), "EBADF");
  return verdict();
}
