/* Contract:  In a pipe with O_DIRECT each write is a packet: one read takes one, and drops what does not fit.
 * Source:    pipe(2), O_DIRECT
 * Covers:    pipe2 read write fcntl
 */
#include "contract.h"

#include <sys/ioctl.h>

int main(void) {
  int p[2], count;
  char bytes[64];
  must(pipe2(p, O_DIRECT | O_NONBLOCK));
  must(write(p[1], "first", 5));
  must(write(p[1], "second", 6));
  must(write(p[1], "third", 5));
  must(ioctl(p[0], FIONREAD, &count));
  check("bytes_in_all", count, 16);
  check("one", text(bytes, read(p[0], bytes, sizeof bytes)), "first");
  check("short_buffer", text(bytes, read(p[0], bytes, 3)), "sec");
  check("rest_is_gone", text(bytes, read(p[0], bytes, sizeof bytes)), "third");
  check("empty", call(read(p[0], bytes, sizeof bytes)), "EAGAIN");
  check("write_of_nothing", call(write(p[1], "", 0)), "0");
  check("is_no_packet", call(read(p[0], bytes, sizeof bytes)), "EAGAIN");

  static char big[3 * 4096];
  check("long_write", call(write(p[1], big, 2 * 4096 + 10)), "8202");
  check("long_first", call(read(p[0], big, sizeof big)), "4096");
  check("long_second", call(read(p[0], big, sizeof big)), "4096");
  check("long_third", call(read(p[0], big, sizeof big)), "10");

  must(fcntl(p[1], F_SETFL, O_NONBLOCK));
  must(write(p[1], "ab", 2));
  must(write(p[1], "cd", 2));
  check("stream_again", text(bytes, read(p[0], bytes, sizeof bytes)), "abcd");
  must(fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT));
  must(write(p[1], "ef", 2));
  must(write(p[1], "gh", 2));
  check("packets_again", text(bytes, read(p[0], bytes, sizeof bytes)), "ef");
  for (count = 0; write(p[1], "x", 1) == 1;) count++;
  check("full", error_name(errno), "EAGAIN");
  check("packets_that_fit", count, 15);
  return verdict();
}
