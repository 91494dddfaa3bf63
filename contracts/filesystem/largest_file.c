/* Contract:  A file may have 2^63 - 1 bytes: its size and its end are told to the byte, its pages can be used, and nothing
 *            goes beyond.
 * Source:    truncate(2), lseek(2), pread(2), pwrite(2), fallocate(2); MAX_LFS_FILESIZE, rw_verify_area in Linux
 * Covers:    ftruncate lseek read write pread64 pwrite64 fstat fallocate
 */
#include "contract.h"

static const long long LARGEST = LLONG_MAX, PAGE = 4096;

static const char *size_of(int fd) {
  struct stat st;
  must(fstat(fd, &st));
  return join(number(st.st_size, 10), st.st_blocks ? " with blocks" : "");
}

int main(void) {
  scratch();
  char bytes[16];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  long long page = LARGEST - 2 * PAGE + 1; /* the last but one begins here */
  check("grow", call(ftruncate(fd, LARGEST)), "0");
  check("size", size_of(fd), "9223372036854775807");
  check("seek_end", call(lseek(fd, 0, SEEK_END)), "9223372036854775807");
  check("seek_beyond_end", call(lseek(fd, 1, SEEK_END)), "EINVAL");
  check("seek_current", call(lseek(fd, 0, SEEK_CUR)), "9223372036854775807");
  check("seek_current_beyond", call(lseek(fd, 1, SEEK_CUR)), "EINVAL");
  check("read_at_end", call(read(fd, bytes, 1)), "EINVAL");
  check("write_at_end", call(write(fd, "x", 1)), "EINVAL");
  check("write_nothing_at_end", call(write(fd, "x", 0)), "0");
  check("seek_before_end", call(lseek(fd, -8191, SEEK_END)), "9223372036854767616");
  check("seek_set", call(lseek(fd, LARGEST, SEEK_SET)), "9223372036854775807");
  check("seek_back", call(lseek(fd, -8191, SEEK_CUR)), "9223372036854767616");
  check("read_there", call(read(fd, bytes, 16)), "16");
  check("pread_beyond", call(pread(fd, bytes, 16, LARGEST)), "EINVAL");
  check("no_data", call(lseek(fd, 0, SEEK_DATA)), "ENXIO");
  check("pwrite", call(pwrite(fd, "z", 1, page)), "1");
  check("pwrite_beyond", call(pwrite(fd, "z", 1, LARGEST)), "EINVAL");
  check("size_stays", size_of(fd), "9223372036854775807 with blocks");
  check("pread", text(bytes, pread(fd, bytes, 2, page)), "z\\00");
  check("data", call(lseek(fd, 0, SEEK_DATA)), "9223372036854767616");
  check("hole", call(lseek(fd, 0, SEEK_HOLE)), "0");
  check("hole_behind", call(lseek(fd, page, SEEK_HOLE)), "9223372036854771712");
  check("append", (must(lseek(fd, 0, SEEK_SET)), must(fcntl(fd, F_SETFL, O_APPEND)), call(write(fd, "x", 1))), "EFBIG");
  check("fallocate_beyond", call(fallocate(fd, 0, LARGEST, 1)), "EFBIG");
  check("fallocate", call(fallocate(fd, 0, page - PAGE, 2 * PAGE)), "0");
  check("punch_all", call(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, LARGEST)), "0");
  check("size_punched", size_of(fd), "9223372036854775807");
  check("page_before", call(ftruncate(fd, page)), "0");
  check("size_cut", size_of(fd), "9223372036854767616");
  check("seek_its_end", call(lseek(fd, 0, SEEK_END)), "9223372036854767616");
  check("append_there", call(write(fd, "0123456789", 10)), "10");
  check("cut", call(ftruncate(fd, 5)), "0");
  check("nothing_left", size_of(fd), "5");
  return verdict();
}
