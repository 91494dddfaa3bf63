/* Contract:  fallocate reserves, with KEEP_SIZE without growing, and punches holes; the modes tmpfs has not are
 *            EOPNOTSUPP.
 * Source:    fallocate(2)
 * Covers:    fallocate
 */
#include "contract.h"

enum { KEEP = 1, PUNCH = 2, COLLAPSE = 8, ZERO = 16, INSERT = 32 };

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), r = (int)must(open("file", O_RDONLY)), p[2];
  struct stat st;
  char bytes[16];
  must(pipe(p));
  check("reserve", call(fallocate(fd, 0, 0, 10000)), "0");
  must(fstat(fd, &st));
  check("size", st.st_size, 10000);
  check("blocks", st.st_blocks, 24);
  check("keep_size", call(fallocate(fd, KEEP, 8192, 8192)), "0");
  must(fstat(fd, &st));
  check("size_kept", st.st_size, 10000);
  check("blocks_grown", st.st_blocks, 32);
  must(pwrite(fd, "abcdefgh", 8, 4092));
  check("punch", call(fallocate(fd, PUNCH | KEEP, 4094, 4)), "0");
  check("punched", text(bytes, pread(fd, bytes, 8, 4092)), "ab\\00\\00\\00\\00gh");
  must(fstat(fd, &st));
  check("parts_of_pages_stay", st.st_blocks, 32);
  check("punch_page", call(fallocate(fd, PUNCH | KEEP, 4096, 4096)), "0");
  must(fstat(fd, &st));
  check("page_is_freed", st.st_blocks, 24);
  check("size_after_punch", st.st_size, 10000);
  check("punch_alone", call(fallocate(fd, PUNCH, 0, 1)), "EOPNOTSUPP");
  check("punch_beyond", call(fallocate(fd, PUNCH | KEEP, 1 << 20, 4096)), "0");
  check("zero_range", call(fallocate(fd, ZERO, 0, 4096)), "EOPNOTSUPP");
  check("collapse", call(fallocate(fd, COLLAPSE, 0, 4096)), "EOPNOTSUPP");
  check("insert", call(fallocate(fd, INSERT, 0, 4096)), "EOPNOTSUPP");
  check("unknown", call(fallocate(fd, 0x1000, 0, 4096)), "EOPNOTSUPP");
  check("no_length", call(fallocate(fd, 0, 0, 0)), "EINVAL");
  check("negative_length", call(fallocate(fd, 0, 0, -1)), "EINVAL");
  check("negative_offset", call(fallocate(fd, 0, -1, 1)), "EINVAL");
  check("too_large", call(fallocate(fd, 0, LLONG_MAX, 1)), "EFBIG");
  check("more_than_there_is", call(fallocate(fd, 0, 0, 1ll << 40)), "ENOSPC");
  check("read_only", call(fallocate(r, 0, 0, 1)), "EBADF");
  check("closed", call(fallocate(99, 0, 0, 1)), "EBADF");
  check("pipe", call(fallocate(p[1], 0, 0, 1)), "ESPIPE");
  check("device", call(fallocate((int)must(open("/dev/null", O_RDWR)), 0, 0, 1)), "ENODEV");
  return verdict();
}
