/* Contract: What was typed and not read stays when canonical mode is left or entered: an unfinished line can be read when
 *           it is left; raw bytes are read as one line when it is entered. TCSAFLUSH drops them.
 * Source:   termios(3), tcsetattr; Linux n_tty_set_termios
 * Requires: pty
 * Covers:   ioctl read
 */
#include "terminal.h"

static void change(int how, tcflag_t set, tcflag_t clear) {
  struct termios t;
  must(tcgetattr(slave, &t));
  t.c_lflag = (t.c_lflag & ~clear) | set;
  must(tcsetattr(slave, how, &t));
}

int main(void) {
  open_terminal();
  local(0, ECHO);
  type("ab\177c");
  check("unfinished", input(), "nothing");
  change(TCSANOW, 0, ICANON);
  check("left", drain(slave, ""), "ac");
  type("de\177");
  poll_one(slave, POLLIN, BOUND);
  change(TCSADRAIN, ICANON, 0);
  check("entered_poll", poll_one(slave, POLLIN, SOON), "POLLIN");
  type("f\177\177\177\177g\n");
  check("entered", input(), "de\\7f|g\\0a");
  type("line\nrest");
  poll_one(slave, POLLIN, BOUND);
  change(TCSANOW, 0, ICANON);
  check("all_of_it", drain(slave, ""), "line\\0arest");
  type("old");
  poll_one(slave, POLLIN, BOUND);
  change(TCSAFLUSH, ICANON, 0);
  type("new\n");
  check("flushed", input(), "new\\0a");
  type("a\26");
  check("literal_pending", input(), "nothing");
  change(TCSANOW, 0, ICANON);
  change(TCSANOW, ICANON, 0);
  type("\4");
  check("literal_forgotten", input(), "a|EOF");
  return verdict();
}
