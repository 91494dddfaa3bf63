/* Contract:  vmsplice puts memory into a pipe, and takes a pipe's bytes into memory; the end decides the direction.
 * Source:    vmsplice(2)
 * Covers:    vmsplice
 */
#include "contract.h"

#include <sys/uio.h>

int main(void) {
  static char a[4096] = "abc", b[4096] = "defg", bytes[32];
  int p[2], null = (int)must(open("/dev/null", O_RDWR));
  must(pipe2(p, O_NONBLOCK));
  check("in", call(vmsplice(p[1], (struct iovec[]){{a, 3}, {b, 4}}, 2, 0)), "7");
  check("read", text(bytes, read(p[0], bytes, 32)), "abcdefg");
  check("again", call(vmsplice(p[1], (struct iovec[]){{b, 4}}, 1, SPLICE_F_NONBLOCK)), "4");
  char first[3], second[8];
  check("out", call(vmsplice(p[0], (struct iovec[]){{first, 3}, {second, 8}}, 2, 0)), "4");
  check("first", text(first, 3), "def");
  check("second", text(second, 1), "g");
  check("none", call(vmsplice(p[1], (struct iovec[]){{a, 1}}, 0, 0)), "0");
  check("zero_part", call(vmsplice(p[1], (struct iovec[]){{a, 0}}, 1, 0)), "0");
  check("no_pipe", call(vmsplice(null, (struct iovec[]){{a, 1}}, 1, 0)), "EBADF");
  check("closed", call(vmsplice(99, (struct iovec[]){{a, 1}}, 1, 0)), "EBADF");
  check("unknown_flag", call(vmsplice(p[1], (struct iovec[]){{a, 1}}, 1, 16)), "EINVAL");
  check("bad_part", call(vmsplice(p[1], (struct iovec[]){{(void *)16, 1}}, 1, 0)), "EFAULT");
  check("bad_vector", call(vmsplice(p[1], (struct iovec *)16, 1, 0)), "EFAULT");
  check("too_many", call(vmsplice(p[1], (struct iovec[]){{a, 1}}, 1025, 0)), "EINVAL");
  static char large[17 * 4096];
  vmsplice(p[1], (struct iovec[]){{large, sizeof large}}, 1, SPLICE_F_NONBLOCK);
  check("full", call(vmsplice(p[1], (struct iovec[]){{a, 1}}, 1, SPLICE_F_NONBLOCK)), "EAGAIN");
  must(close(p[0]));
  signal(SIGPIPE, SIG_IGN);
  check("no_reader_left", call(vmsplice(p[1], (struct iovec[]){{a, 1}}, 1, 0)), "EPIPE");
  return verdict();
}
