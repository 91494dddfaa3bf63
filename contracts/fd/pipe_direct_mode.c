/* Contract:  Packet mode is switched by F_SETFL write by write, and every packet, however short, takes a slot of its
 *            own.
 * Source:    pipe(2), O_DIRECT
 * Covers:    pipe2 read write fcntl
 */
#include "contract.h"

int main(void) {
  int p[2], count = 0;
  char bytes[64];
  must(pipe2(p, O_DIRECT | O_NONBLOCK));
  static char big[3 * 4096];
  check("whole_page", call(write(p[1], big, 4096)), "4096");
  check("and_a_byte", call(write(p[1], "x", 1)), "1");
  check("page_alone", call(read(p[0], big, sizeof big)), "4096");
  check("byte_alone", call(read(p[0], big, sizeof big)), "1");
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
