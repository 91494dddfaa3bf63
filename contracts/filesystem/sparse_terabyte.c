/* Contract:  A file of a terabyte takes only the pages that were written, reads zeros elsewhere, and can be cut
 *            again.
 * Source:    truncate(2), lseek(2), inode(7)
 * Covers:    ftruncate pwrite64 pread64 fstat lseek
 */
#include "contract.h"

#define TERABYTE (1ll << 40)

static struct stat st;

static long long blocks(int fd) {
  must(fstat(fd, &st));
  return st.st_blocks;
}

int main(void) {
  scratch();
  char bytes[16];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("grow", call(ftruncate(fd, TERABYTE)), "0");
  check("empty_blocks", blocks(fd), 0);
  check("size", st.st_size, TERABYTE);
  check("write_far", call(pwrite(fd, "far", 3, TERABYTE - 2)), "3");
  check("grown_by_one", blocks(fd), 16);
  check("size_after", st.st_size, TERABYTE + 1);
  check("write_middle", call(pwrite(fd, "middle", 6, TERABYTE / 2)), "6");
  check("three_pages", blocks(fd), 24);
  check("read_middle", text(bytes, pread(fd, bytes, 8, TERABYTE / 2)), "middle\\00\\00");
  check("read_hole", text(bytes, pread(fd, bytes, 2, TERABYTE / 4)), "\\00\\00");
  check("blocks_after_reading", blocks(fd), 24);
  check("read_end", text(bytes, pread(fd, bytes, 16, TERABYTE - 3)), "\\00far");
  check("first_data", call(lseek(fd, 0, SEEK_DATA)), number(TERABYTE / 2, 10));
  check("hole_after_it", call(lseek(fd, TERABYTE / 2, SEEK_HOLE)), number(TERABYTE / 2 + 4096, 10));
  check("next_data", call(lseek(fd, TERABYTE / 2 + 4096, SEEK_DATA)), number(TERABYTE - 4096, 10));
  check("cut", call(ftruncate(fd, TERABYTE / 2 + 3)), "0");
  check("blocks_after_cut", blocks(fd), 8);
  check("grow_again", call(ftruncate(fd, TERABYTE)), "0");
  check("cut_bytes_are_zero", text(bytes, pread(fd, bytes, 6, TERABYTE / 2)), "mid\\00\\00\\00");
  return verdict();
}
