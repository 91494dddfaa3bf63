/* Contract:  tee copies what a pipe holds into another and leaves it there.
 * Source:    tee(2)
 * Covers:    tee
 */
#include "contract.h"

int main(void) {
  char bytes[32];
  int p[2], q[2], null = (int)must(open("/dev/null", O_RDWR));
  must(pipe2(p, O_NONBLOCK));
  must(pipe2(q, O_NONBLOCK));
  must(write(p[1], "hello", 5));
  check("part", call(tee(p[0], q[1], 3, 0)), "3");
  check("all", call(tee(p[0], q[1], 100, 0)), "5");
  check("copies", text(bytes, read(q[0], bytes, 32)), "helhello");
  check("original", text(bytes, read(p[0], bytes, 32)), "hello");
  check("empty", call(tee(p[0], q[1], 1, SPLICE_F_NONBLOCK)), "EAGAIN");
  check("nothing", call(tee(p[0], q[1], 0, 0)), "0");
  check("same_pipe", call(tee(p[0], p[1], 1, 0)), "EINVAL");
  check("no_pipe", call(tee(p[0], null, 1, 0)), "EINVAL");
  check("from_no_pipe", call(tee(null, q[1], 1, 0)), "EINVAL");
  check("wrong_end", call(tee(p[1], q[1], 1, 0)), "EBADF");
  check("closed", call(tee(99, q[1], 1, 0)), "EBADF");
  check("unknown_flag", call(tee(p[0], q[1], 1, 16)), "EINVAL");

  must(write(p[1], "a", 1));
  check("one", call(tee(p[0], q[1], 1, 0)), "1");
  must(write(p[1], "b", 1));
  check("two", call(tee(p[0], q[1], 2, 0)), "2");
  check("merged_original", text(bytes, read(p[0], bytes, 32)), "ab");
  check("copies_in_order", text(bytes, read(q[0], bytes, 32)), "aab");
  static char full[65536];
  must(write(q[1], full, sizeof full));
  must(write(p[1], "c", 1));
  check("target_full", call(tee(p[0], q[1], 1, SPLICE_F_NONBLOCK)), "EAGAIN");
  must(close(p[1]));
  must(read(p[0], bytes, 1));
  must(read(q[0], full, sizeof full));
  check("no_writer_left", call(tee(p[0], q[1], 1, 0)), "0");
  return verdict();
}
