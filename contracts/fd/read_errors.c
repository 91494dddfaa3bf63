/* Contract:  read and write name what is wrong: the descriptor, its access mode, its kind, the buffer, the size.
 * Source:    read(2), write(2). A count of zero is checked too; a bad buffer of zero bytes on a file is no error
 * Covers:    read write pread64 pwrite64
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[8] = "12345678", *bad = (char *)16;
  int rw = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  int r = (int)must(open("file", O_RDONLY)), w = (int)must(open("file", O_WRONLY));
  int dir = (int)must(open(".", O_RDONLY)), path = (int)must(open("file", O_PATH));
  must(write(rw, bytes, 8));
  must(lseek(rw, 0, SEEK_SET));

  check("read_closed", call(read(99, bytes, 1)), "EBADF");
  check("write_closed", call(write(99, bytes, 1)), "EBADF");
  check("read_of_write_only", call(read(w, bytes, 1)), "EBADF");
  check("write_of_read_only", call(write(r, bytes, 1)), "EBADF");
  check("read_of_path", call(read(path, bytes, 1)), "EBADF");
  check("write_of_path", call(write(path, bytes, 1)), "EBADF");
  check("read_directory", call(read(dir, bytes, 1)), "EISDIR");
  check("write_directory", call(write(dir, bytes, 1)), "EBADF");
  check("read_bad_buffer", call(read(r, bad, 4)), "EFAULT");
  check("write_bad_buffer", call(write(w, bad, 4)), "EFAULT");
  check("offsets_did_not_move", call(lseek(r, 0, SEEK_CUR) + lseek(w, 0, SEEK_CUR)), "0");
  check("read_bad_buffer_of_zero", call(read(r, bad, 0)), "0");
  check("write_bad_buffer_of_zero", call(write(w, bad, 0)), "0");
  check("zero_read_of_write_only", call(read(w, bytes, 0)), "EBADF");
  check("zero_write_of_read_only", call(write(r, bytes, 0)), "EBADF");
  check("read_at_end_into_bad_buffer", call(pread(r, bad, 4, 8)), "0");
  check("read_huge", call(read(r, bytes, (size_t)-1)), "EFAULT");
  check("pread_negative_offset", call(pread(r, bytes, 1, -1)), "EINVAL");
  check("pwrite_negative_offset", call(pwrite(w, bytes, 1, -1)), "EINVAL");
  check("pread_of_write_only", call(pread(w, bytes, 1, 0)), "EBADF");
  check("pwrite_of_read_only", call(pwrite(r, bytes, 1, 0)), "EBADF");
  check("pread_directory", call(pread(dir, bytes, 1, 0)), "EISDIR");
  check("pwrite_over_the_end_of_numbers", call(pwrite(w, bytes, 2, LLONG_MAX)), "EINVAL");
  check("pread_beyond_end", call(pread(r, bytes, 1, 1000000)), "0");
  check("short_read", text(bytes, pread(r, bytes, 8, 5)), "678");
  return verdict();
}
