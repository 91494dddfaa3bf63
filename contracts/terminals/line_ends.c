/* Contract: VEOL and VEOL2 end lines as newline does and are part of them; VEOL2 only with IEXTEN. Switched off they are
 *           bytes like others.
 * Source:   termios(3), VEOL, VEOL2; Linux n_tty_receive_char_canon
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

int main(void) {
  open_terminal();
  local(0, ECHO);
  type("a;b,c\n");
  check("neither", input(), "a;b,c\\0a");
  character(VEOL, ';');
  type("a;b,c\n");
  check("first", input(), "a;|b,c\\0a");
  character(VEOL2, ',');
  type("a;b,c\n");
  check("both", input(), "a;|b,|c\\0a");
  local(0, IEXTEN);
  type("a;b,c\n");
  check("without_extensions", input(), "a;|b,c\\0a");
  local(IEXTEN | ECHO, 0);
  character(VEOL, 0);
  type("a;b,c\n");
  check("first_off", input(), "a;b,|c\\0a");
  check("echo", screen(), "a;b,c\\0d\\0a");
  local(0, ICANON | ECHO);
  type("a,b");
  check("not_canonical", drain(slave, ""), "a,b");
  return verdict();
}
