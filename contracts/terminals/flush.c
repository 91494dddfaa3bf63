/* Contract: tcflush drops what was typed and not read, what was written and has not arrived, or both.
 * Source:   termios(3), tcflush; Linux tty_perform_flush
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

int main(void) {
  open_terminal();
  local(0, ECHO);
  type("line\nrest");
  poll_one(slave, POLLIN, BOUND);
  check("input", call(tcflush(slave, TCIFLUSH)), "0");
  type("x\n");
  check("after_input", input(), "x\\0a");
  type("line\n");
  poll_one(slave, POLLIN, BOUND);
  check("output", call(tcflush(slave, TCOFLUSH)), "0");
  check("input_stays", input(), "line\\0a");
  type("line\n");
  poll_one(slave, POLLIN, BOUND);
  check("both", call(tcflush(slave, TCIOFLUSH)), "0");
  check("after_both", input(), "nothing");
  print("seen");
  poll_one(master, POLLIN, BOUND);
  check("master_input", call(tcflush(master, TCIFLUSH)), "0");
  check("screen", screen(), "nothing");
  check("neither", call(ioctl(slave, TCFLSH, 3)), "EINVAL");
  int count = -1;
  must(ioctl(slave, TIOCOUTQ, &count));
  check("output_queue", count, 0);
  return verdict();
}
