/* Contract:  A pipe in packet mode (O_DIRECT) keeps writes apart; a read takes one packet and loses what it has no
 *            room
 *            for; writes of more than a page are several packets.
 * Source:    pipe(2), O_DIRECT
 * Covers:    pipe2 read write ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>

int main(void) {
  int p[2], size;
  static char buffer[10000];
  must(pipe2(p, O_DIRECT | O_NONBLOCK));
  check("reading_flags", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("writing_flags", open_flags(fcntl(p[1], F_GETFL)), "O_WRONLY|O_NONBLOCK|O_DIRECT");
  must(write(p[1], "first", 5));
  must(write(p[1], "second", 6));
  must(write(p[1], "third", 5));
  must(ioctl(p[0], FIONREAD, &size));
  check("unread", size, 16);
  check("one_packet", text(buffer, read(p[0], buffer, 100)), "first");
  check("short_read", text(buffer, read(p[0], buffer, 3)), "sec");
  check("rest_is_lost", text(buffer, read(p[0], buffer, 100)), "third");
  check("empty", call(read(p[0], buffer, 1)), "EAGAIN");
  check("nothing_written", call(write(p[1], buffer, 0)), "0");
  check("no_empty_packet", call(read(p[0], buffer, 1)), "EAGAIN");
  check("long_write", call(write(p[1], buffer, 9000)), "9000");
  check("page", call(read(p[0], buffer, 10000)), "4096");
  check("second_page", call(read(p[0], buffer, 10000)), "4096");
  check("remainder", call(read(p[0], buffer, 10000)), "808");
  must(fcntl(p[1], F_SETFL, O_NONBLOCK));
  must(write(p[1], "a", 1));
  must(write(p[1], "b", 1));
  check("without_the_flag", text(buffer, read(p[0], buffer, 10)), "ab");
  return verdict();
}
