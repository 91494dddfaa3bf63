/* Contract: In canonical mode a read gives one line at most, however many there are; a short one leaves the rest of the
 *           line; an unfinished line is not read, polled or counted.
 * Source:   termios(3), "Canonical and noncanonical mode"; Linux n_tty_read
 * Requires: pty
 * Covers:   read poll ioctl
 */
#include "terminal.h"

int main(void) {
  char bytes[8];
  int count = -1;
  open_terminal();
  local(0, ECHO);
  type("unfinished");
  check("unfinished_poll", poll_one(slave, POLLIN | POLLOUT, SOON), "POLLOUT");
  check("unfinished_read", call(read(slave, bytes, sizeof bytes)), "EAGAIN");
  must(ioctl(slave, FIONREAD, &count));
  check("unfinished_count", count, 0);
  type("\none\ntwo\nthree");
  check("poll", poll_one(slave, POLLIN, BOUND), "POLLIN");
  check("first", text(bytes, read(slave, bytes, 6)), "unfini");
  check("rest_of_it", text(bytes, read(slave, bytes, sizeof bytes)), "shed\\0a");
  check("lines", input(), "one\\0a|two\\0a");
  type("\rfour\nfive\n");
  poll_one(slave, POLLIN, BOUND);
  check("return_ends", text(bytes, read(slave, bytes, sizeof bytes)), "three\\0a");
  must(ioctl(slave, FIONREAD, &count));
  check("counted", count == 10 || count == 5, 1);
  check("nothing_wanted", call(read(slave, bytes, 0)), "0");
  check("left", input(), "four\\0a|five\\0a");
  return verdict();
}
