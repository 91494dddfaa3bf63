/* Contract:  truncate and ftruncate name what is wrong; the offset stays where it is, and what grows reads as zeros.
 * Source:    truncate(2). ftruncate of a read-only descriptor is EINVAL
 * Covers:    truncate ftruncate
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[16];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), r = (int)must(open("file", O_RDONLY)), p[2];
  int path = (int)must(open("file", O_PATH));
  must(pipe(p));
  must(mkdir("dir", 0700));
  must(mkfifo("fifo", 0600));
  must(symlink("file", "link"));
  must(symlink("none", "dangling"));
  must(write(fd, "0123456789", 10));
  check("cut", call(truncate("file", 4)), "0");
  check("offset_stays", call(lseek(fd, 0, SEEK_CUR)), "10");
  check("grow", call(truncate("link", 8)), "0");
  check("zeros", text(bytes, pread(fd, bytes, 16, 0)), "0123\\00\\00\\00\\00");
  check("write_at_offset", call(write(fd, "x", 1)), "1");
  check("hole_between", text(bytes, pread(fd, bytes, 16, 7)), "\\00\\00\\00x");
  check("negative", call(truncate("file", -1)), "EINVAL");
  check("negative_descriptor", call(ftruncate(fd, -1)), "EINVAL");
  check("read_only", call(ftruncate(r, 1)), "EINVAL");
  check("path_descriptor", call(ftruncate(path, 1)), "EBADF");
  check("pipe", call(ftruncate(p[1], 1)), "EINVAL");
  check("directory", call(truncate("dir", 0)), "EISDIR");
  check("directory_descriptor", call(ftruncate((int)must(open("dir", O_RDONLY)), 0)), "EINVAL");
  check("fifo", call(truncate("fifo", 0)), "EINVAL");
  check("device", call(truncate("/dev/null", 0)), "EINVAL");
  check("missing", call(truncate("none", 0)), "ENOENT");
  check("dangling", call(truncate("dangling", 0)), "ENOENT");
  check("through_file", call(truncate("file/x", 0)), "ENOTDIR");
  check("closed", call(ftruncate(99, 0)), "EBADF");
  check("bad_pointer", call(truncate((char *)16, 0)), "EFAULT");
  check("four_exbibytes", call(truncate("file", 1ll << 62)), "0");
  struct stat st;
  must(fstat(fd, &st));
  check("their_size", st.st_size, 1ll << 62);
  check("they_take_one_page", st.st_blocks, 8);
  return verdict();
}
