/* Contract:  Vectors: at most 1024 parts, a total that fits, parts of zero size are fine, a bad part ends the
 *            transfer early.
 * Source:    readv(2)
 * Covers:    readv writev preadv pwritev
 */
#include "contract.h"

#include <sys/uio.h>

int main(void) {
  scratch();
  char a[4] = "abcd", b[4] = "efgh", *bad = (char *)16;
  static struct iovec many[1025];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), w = (int)must(open("file", O_WRONLY));
  check("write_two", call(writev(fd, (struct iovec[]){{a, 4}, {b, 4}}, 2)), "8");
  check("write_none", call(writev(fd, (struct iovec[]){{a, 4}}, 0)), "0");
  check("zero_part", call(writev(fd, (struct iovec[]){{a, 1}, {bad, 0}, {b, 1}}, 3)), "2");
  check("negative_count", call(writev(fd, many, -1)), "EINVAL");
  check("too_many", call(writev(fd, many, 1025)), "EINVAL");
  check("as_many_as_can_be", call(writev(fd, many, 1024)), "0");
  check("bad_vector", call(writev(fd, (struct iovec *)16, 1)), "EFAULT");
  check("bad_first_part", call(writev(fd, (struct iovec[]){{bad, 4}, {b, 4}}, 2)), "EFAULT");
  check("bad_second_part", call(writev(fd, (struct iovec[]){{a, 4}, {bad, 4}}, 2)), "4");
  check("negative_size", call(writev(fd, (struct iovec[]){{a, 4}, {b, (size_t)-1}}, 2)), "EINVAL");
  check("closed", call(writev(99, many, 1)), "EBADF");
  check("readv_of_write_only", call(readv(w, (struct iovec[]){{a, 1}}, 1)), "EBADF");

  memset(a, '.', 4);
  memset(b, '.', 4);
  check("preadv", call(preadv(fd, (struct iovec[]){{a, 3}, {b, 4}}, 2, 1)), "7");
  check("first", text(a, 4), "bcd.");
  check("second", text(b, 4), "efgh");
  check("preadv_short", call(preadv(fd, (struct iovec[]){{a, 4}, {b, 4}}, 2, 12)), "2");
  check("preadv_negative", call(preadv(fd, (struct iovec[]){{a, 4}}, 1, -1)), "EINVAL");
  check("pwritev", call(pwritev(fd, (struct iovec[]){{"XY", 2}, {"Z", 1}}, 2, 4)), "3");
  must(lseek(fd, 0, SEEK_SET));
  char all[32];
  check("file", text(all, read(fd, all, 32)), "abcdXYZhaeabcd");
  int p[2];
  must(pipe(p));
  check("preadv_pipe", call(preadv(p[0], (struct iovec[]){{a, 4}}, 1, 0)), "ESPIPE");
  check("pwritev_pipe", call(pwritev(p[1], (struct iovec[]){{a, 4}}, 1, 0)), "ESPIPE");
  return verdict();
}
