/* Contract:  pread and pwrite work at their own offset and leave the file's; a write beyond the end makes a hole.
 * Source:    pread(2)
 * Covers:    pread64 pwrite64 lseek
 */
#include "contract.h"

int main(void) {
  char buffer[16];
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(fd, "abcdef", 6));
  must(lseek(fd, 1, SEEK_SET));
  check("pread", text(buffer, pread(fd, buffer, 3, 2)), "cde");
  check("pwrite", call(pwrite(fd, "XY", 2, 4)), "2");
  check("offset", call(lseek(fd, 0, SEEK_CUR)), "1");
  check("read_goes_on", text(buffer, read(fd, buffer, 16)), "bcdXY");
  check("short_at_end", text(buffer, pread(fd, buffer, 16, 5)), "Y");
  check("at_end", call(pread(fd, buffer, 16, 6)), "0");
  check("beyond_end", call(pread(fd, buffer, 16, 1000)), "0");
  must(pwrite(fd, "Z", 1, 9));
  check("hole", text(buffer, pread(fd, buffer, 16, 5)), "Y\\00\\00\\00Z");
  check("negative_offset", call(pread(fd, buffer, 1, -1)), "EINVAL");
  check("pwrite_negative_offset", call(pwrite(fd, "x", 1, -1)), "EINVAL");
  check("read_only", call(pwrite((int)must(open("file", O_RDONLY)), "x", 1, 0)), "EBADF");
  check("write_only", call(pread((int)must(open("file", O_WRONLY)), buffer, 1, 0)), "EBADF");
  check("bad_buffer", call(pread(fd, (void *)8, 1, 0)), "EFAULT");
  return verdict();
}
