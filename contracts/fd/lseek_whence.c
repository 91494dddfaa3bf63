/* Contract:  lseek counts from the start, the offset or the end, may go beyond the end, and refuses what would be
 *            negative.
 * Source:    lseek(2)
 * Covers:    lseek
 */
#include "contract.h"

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), path = (int)must(open("file", O_PATH));
  must(write(fd, "0123456789", 10));
  static const struct {
    const char *key;
    off_t offset;
    int whence;
    const char *expected;
  } steps[] = {
      {"set", 3, SEEK_SET, "3"},
      {"set_negative", -1, SEEK_SET, "EINVAL"},
      {"cur", 2, SEEK_CUR, "5"},
      {"cur_back", -4, SEEK_CUR, "1"},
      {"cur_before_start", -2, SEEK_CUR, "EINVAL"},
      {"cur_unmoved", 0, SEEK_CUR, "1"},
      {"end", 0, SEEK_END, "10"},
      {"end_back", -10, SEEK_END, "0"},
      {"end_before_start", -11, SEEK_END, "EINVAL"},
      {"beyond", 100, SEEK_END, "110"},
      {"unknown_whence", 0, 5, "EINVAL"},
      {"negative_whence", 0, -1, "EINVAL"},
      {"largest", LLONG_MAX, SEEK_SET, "9223372036854775807"},
      {"beyond_largest", 1, SEEK_CUR, "EINVAL"},
      {"two_gib", 0x80000000ll, SEEK_SET, "2147483648"},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    check(steps[i].key, call(lseek(fd, steps[i].offset, steps[i].whence)), steps[i].expected);
  char byte;
  struct stat st;
  check("read_beyond", call(read(fd, &byte, 1)), "0");
  must(fstat(fd, &st));
  check("size_unchanged", st.st_size, 10);
  check("closed", call(lseek(99, 0, SEEK_SET)), "EBADF");
  check("path", call(lseek(path, 0, SEEK_SET)), "EBADF");
  int null = (int)must(open("/dev/null", O_RDWR));
  check("dev_null", call(lseek(null, 77, SEEK_SET)), "0");
  int zero = (int)must(open("/dev/zero", O_RDWR));
  check("dev_zero", call(lseek(zero, 77, SEEK_SET)), "0");
  return verdict();
}
