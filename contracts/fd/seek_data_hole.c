/* Contract:  SEEK_DATA and SEEK_HOLE find where data begins and ends, page by page on tmpfs; the end of the file is a
 *            hole.
 * Source:    lseek(2), "Seeking file data and holes"
 * Covers:    lseek pwrite64 ftruncate
 */
#include "contract.h"

enum { PAGE = 4096 };

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("empty_data", call(lseek(fd, 0, SEEK_DATA)), "ENXIO");
  check("empty_hole", call(lseek(fd, 0, SEEK_HOLE)), "ENXIO");
  must(pwrite(fd, "a", 1, 2 * PAGE + 5));
  must(pwrite(fd, "b", 1, 5 * PAGE));
  must(ftruncate(fd, 8 * PAGE + 1));
  static const struct {
    const char *key;
    off_t offset;
    int whence;
    const char *expected;
  } steps[] = {
      {"data_from_0", 0, SEEK_DATA, "8192"},
      {"hole_from_0", 0, SEEK_HOLE, "0"},
      {"data_inside", 2 * PAGE + 100, SEEK_DATA, "8292"},
      {"hole_after_first", 2 * PAGE, SEEK_HOLE, "12288"},
      {"hole_inside_a_hole", 3 * PAGE + 7, SEEK_HOLE, "12295"},
      {"data_second", 3 * PAGE, SEEK_DATA, "20480"},
      {"hole_after_second", 5 * PAGE + 4095, SEEK_HOLE, "24576"},
      {"no_more_data", 6 * PAGE, SEEK_DATA, "ENXIO"},
      {"last_byte_hole", 8 * PAGE, SEEK_HOLE, "32768"},
      {"at_end_data", 8 * PAGE + 1, SEEK_DATA, "ENXIO"},
      {"at_end_hole", 8 * PAGE + 1, SEEK_HOLE, "ENXIO"},
      {"negative", -1, SEEK_DATA, "ENXIO"},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    check(steps[i].key, call(lseek(fd, steps[i].offset, steps[i].whence)), steps[i].expected);
  must(lseek(fd, 7, SEEK_SET));
  lseek(fd, 6 * PAGE, SEEK_DATA);
  check("error_leaves_offset", call(lseek(fd, 0, SEEK_CUR)), "7");
  must(lseek(fd, 0, SEEK_DATA));
  check("success_moves_it", call(lseek(fd, 0, SEEK_CUR)), "8192");
  must(ftruncate(fd, 5 * PAGE + 1));
  check("hole_at_the_end", call(lseek(fd, 5 * PAGE, SEEK_HOLE)), "20481");
  return verdict();
}
