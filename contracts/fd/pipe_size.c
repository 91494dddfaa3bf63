/* Contract:  A pipe's size can be asked and set: rounded up to a power of two pages, never below what it holds.
 * Source:    fcntl(2), F_GETPIPE_SZ and F_SETPIPE_SZ; pipe(7), "Pipe capacity"
 * Covers:    fcntl pipe write
 */
#include "contract.h"

int main(void) {
  int p[2];
  static char data[70000];
  must(pipe2(p, O_NONBLOCK));
  check("default", call(fcntl(p[0], F_GETPIPE_SZ)), "65536");
  check("fills", call(write(p[1], data, 70000)), "65536");
  check("too_small_for_the_data", call(fcntl(p[1], F_SETPIPE_SZ, 4096)), "EBUSY");
  check("grows", call(fcntl(p[1], F_SETPIPE_SZ, 100000)), "131072");
  check("has_room", poll_one(p[1], POLLOUT, SOON), "POLLOUT");
  check("fills_again", call(write(p[1], data, 70000)), "65536");
  check("drain", call(read(p[0], data, 70000)), "70000");
  check("drain_rest", call(read(p[0], data, 70000)), "61072");
  check("least", call(fcntl(p[0], F_SETPIPE_SZ, 1)), "4096");
  check("zero", call(fcntl(p[0], F_SETPIPE_SZ, 0)), "4096");
  check("five_thousand", call(fcntl(p[0], F_SETPIPE_SZ, 5000)), "8192");
  check("negative", call(fcntl(p[0], F_SETPIPE_SZ, -1)), "EINVAL");
  check("seen_at_both_ends", call(fcntl(p[1], F_GETPIPE_SZ)), "8192");
  check("two_pages", call(write(p[1], data, 70000)), "8192");
  int file = (int)must(open("/", O_RDONLY));
  check("not_a_pipe", call(fcntl(file, F_GETPIPE_SZ)), "EBADF");
  return verdict();
}
