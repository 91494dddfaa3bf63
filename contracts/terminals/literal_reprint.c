/* Contract: After VLNEXT the next character means itself; VREPRINT shows again what was typed so far. Both need IEXTEN,
 *           VREPRINT needs ECHO.
 * Source:   termios(3), VLNEXT, VREPRINT; Linux n_tty_receive_char_canon
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

#define shows(key, keys, read_back, shown)         \
  do {                                             \
    type(keys);                                    \
    check(key "_read", input(), read_back);        \
    check(key "_screen", screen(), shown);         \
  } while (0)

int main(void) {
  open_terminal();
  shows("erase", "a\26\177b\n", "a\\7fb\\0a", "a^\\08^?b\\0d\\0a");
  shows("end", "a\26\4b\n", "a\\04b\\0a", "a^\\08^Db\\0d\\0a");
  shows("newline", "a\26\nb\n", "a\\0ab\\0a", "a^\\08^Jb\\0d\\0a");
  shows("signal", "a\26\3b\n", "a\\03b\\0a", "a^\\08^Cb\\0d\\0a");
  shows("stop", "a\26\23b\n", "a\\13b\\0a", "a^\\08^Sb\\0d\\0a");
  shows("itself", "a\26\26b\n", "a\\16b\\0a", "a^\\08^Vb\\0d\\0a");
  shows("reprint", "ab\1\22c\n", "ab\\01c\\0a", "ab^A^R\\0d\\0aab^Ac\\0d\\0a");
  local(0, IEXTEN);
  shows("no_extensions", "a\26\22\n", "a\\16\\12\\0a", "a^V^R\\0d\\0a");
  local(IEXTEN, ECHO);
  shows("no_echo", "a\26\22b\22\n", "a\\12b\\12\\0a", "nothing");
  return verdict();
}
