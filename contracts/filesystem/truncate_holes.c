/* Contract:  ftruncate grows a file with zeroes and cuts it for good: what grows back is zero, not the old data.
 * Source:    truncate(2)
 * Covers:    ftruncate truncate fstat lseek
 */
#include "contract.h"

static long size(int fd) {
  struct stat st;
  must(fstat(fd, &st));
  return st.st_size;
}

int main(void) {
  char buffer[16], far[4];
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(fd, "abcdefgh", 8));
  check("cut", call(ftruncate(fd, 3)), "0");
  check("size", size(fd), 3);
  check("offset_stays", call(lseek(fd, 0, SEEK_CUR)), "8");
  check("read_beyond", call(read(fd, buffer, 4)), "0");
  check("grow", call(ftruncate(fd, 6)), "0");
  check("grown_is_zero", text(buffer, pread(fd, buffer, 16, 0)), "abc\\00\\00\\00");
  must(write(fd, "X", 1));
  check("write_at_old_offset", text(buffer, pread(fd, buffer, 16, 0)), "abc\\00\\00\\00\\00\\00X");

  check("grow_far", call(ftruncate(fd, 1 << 20)), "0");
  check("far_size", size(fd), 1 << 20);
  check("far_zero", text(far, pread(fd, far, 2, (1 << 20) - 2)), "\\00\\00");
  struct stat st;
  must(fstat(fd, &st));
  check("holes_take_no_blocks", st.st_blocks <= 16, 1);
  must(pwrite(fd, "end", 3, 5000));
  check("page_cut", call(truncate("file", 5001)), "0");
  must(ftruncate(fd, 9000));
  check("second_page_regrown", text(far, pread(fd, far, 3, 5000)), "e\\00\\00");

  check("negative", call(ftruncate(fd, -1)), "EINVAL");
  check("read_only", call(ftruncate((int)must(open("file", O_RDONLY)), 0)), "EINVAL");
  must(mkdir("dir", 0700));
  check("directory", call(truncate("dir", 0)), "EISDIR");
  check("missing", call(truncate("none", 0)), "ENOENT");
  return verdict();
}
