/* Contract: VEOF ends a line without being part of it: after text the text can be read, alone it is an end of file, one
 *           for each. A read that takes exactly the text takes the end, too.
 * Source:   termios(3), VEOF; Linux canon_copy_from_read_buf, canon_skip_eof
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

int main(void) {
  char bytes[8];
  int count = -1;
  open_terminal();
  local(0, ECHO);
  type("\4");
  check("alone", input(), "EOF");
  type("text\4");
  check("after_text", input(), "text");
  type("a\4\4\4b\n");
  check("several", input(), "a|EOF|EOF|b\\0a");
  type("four\4");
  poll_one(slave, POLLIN, BOUND);
  check("exact_read", text(bytes, read(slave, bytes, 4)), "four");
  check("end_was_taken", call(read(slave, bytes, 4)), "EAGAIN");
  type("three\4");
  poll_one(slave, POLLIN, BOUND);
  check("part", text(bytes, read(slave, bytes, 2)), "th");
  check("rest", input(), "ree");
  type("ab\4cd\4\4");
  poll_one(slave, POLLIN, BOUND);
  check("first_of_it", text(bytes, read(slave, bytes, 8)), "ab");
  poll_one(master, POLLIN, SOON);
  while (poll_one(slave, POLLIN, SOON), ioctl(slave, FIONREAD, &count), count < 2) sched_yield();
  check("ends_are_not_counted", count, 2);
  check("then", input(), "cd|EOF");
  character(VEOF, 'x');
  type("1x\4\n");
  check("another", input(), "1|\\04\\0a");
  character(VEOF, 0);
  type("2x\n");
  check("switched_off", input(), "2x\\0a");
  return verdict();
}
