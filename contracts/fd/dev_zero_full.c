/* Contract:  /dev/zero reads zeros without end and swallows writes; /dev/full reads zeros and answers writes with
 *            ENOSPC.
 * Source:    zero(4), full(4), random(4)
 * Covers:    open read write lseek mmap
 * Requires:  devices
 */
#include "contract.h"

#include <sys/mman.h>

static int all_zero(const char *bytes, int size) {
  for (int i = 0; i < size; i++)
    if (bytes[i]) return 0;
  return 1;
}

int main(void) {
  static char bytes[10000], more[10000];
  int zero = (int)must(open("/dev/zero", O_RDWR)), full = (int)must(open("/dev/full", O_RDWR));
  int random = (int)must(open("/dev/urandom", O_RDWR));
  memset(bytes, 'x', sizeof bytes);
  check("zero_read", call(read(zero, bytes, sizeof bytes)), "10000");
  check("zero_zeros", all_zero(bytes, sizeof bytes), 1);
  check("zero_write", call(write(zero, bytes, sizeof bytes)), "10000");
  check("zero_poll", poll_one(zero, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  check("zero_pread", call(pread(zero, bytes, 10, 1 << 20)), "10");
  char *at = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
  check("zero_mapped", all_zero(at, 4096), 1);
  at[0] = 'p';
  char *other = mmap(0, 4096, PROT_READ, MAP_PRIVATE, zero, 0);
  check("zero_mapping_is_private", all_zero(other, 4096), 1);
  memset(bytes, 'x', 100);
  check("full_read", call(read(full, bytes, 100)), "100");
  check("full_zeros", all_zero(bytes, 100), 1);
  check("full_write", call(write(full, bytes, 1)), "ENOSPC");
  check("full_write_nothing", call(write(full, bytes, 0)), "ENOSPC");
  check("full_seek", call(lseek(full, 100, SEEK_SET)), "0");
  check("random_read", call(read(random, bytes, sizeof bytes)), "10000");
  check("random_again", call(read(random, more, sizeof more)), "10000");
  check("random_differs", memcmp(bytes, more, sizeof bytes) != 0, 1);
  check("random_write", call(write(random, bytes, 16)), "16");
  check("zero_bad_buffer", call(read(zero, (void *)16, 1)), "EFAULT");
  check("zero_write_bad_buffer", call(write(zero, (void *)16, 1)), "1");
  struct stat st;
  must(fstat(zero, &st));
  check("zero_mode_type", mode(st.st_mode & S_IFMT), "S_IFCHR 00");
  return verdict();
}
