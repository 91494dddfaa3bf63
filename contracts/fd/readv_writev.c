/* Contract:  readv and writev take their buffers in order as one transfer; a short read fills the first buffers only.
 * Source:    readv(2)
 * Covers:    readv writev preadv pwritev
 */
#include "contract.h"

#include <sys/uio.h>

int main(void) {
  int p[2];
  char a[4] = "...", b[4] = "...", c[4] = "...", all[16];
  must(pipe2(p, O_NONBLOCK));
  struct iovec out[] = {{"ab", 2}, {"", 0}, {"cde", 3}}, in[] = {{a, 1}, {b, 3}, {c, 3}};
  check("writev", call(writev(p[1], out, 3)), "5");
  check("readv", call(readv(p[0], in, 3)), "5");
  check("first", text(a, 3), "a..");
  check("second", text(b, 3), "bcd");
  check("third", text(c, 3), "e..");
  check("readv_empty_pipe", call(readv(p[0], in, 3)), "EAGAIN");
  check("no_buffers", call(writev(p[1], out, 0)), "0");
  check("too_many", call(writev(p[1], out, 1025)), "EINVAL");
  check("negative_count", call(writev(p[1], out, -1)), "EINVAL");

  struct iovec huge[] = {{a, 1}, {b, (size_t)-1}};
  check("length_overflow", call(readv(p[0], huge, 2)), "EINVAL");

  scratch();
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  check("pwritev", call(pwritev(file, out, 3, 2)), "5");
  check("offset_unmoved", call(lseek(file, 0, SEEK_CUR)), "0");
  check("preadv", call(preadv(file, in, 2, 3)), "4");
  check("preadv_first", text(a, 1), "b");
  check("preadv_second", text(b, 3), "cde");
  check("content", text(all, read(file, all, sizeof all)), "\\00\\00abcde");
  return verdict();
}
