/* Contract: VWERASE takes a word with what follows it, VKILL the line; how the screen shows it is ECHOE's, ECHOK's and
 *           ECHOKE's affair. VWERASE needs IEXTEN.
 * Source:   termios(3), VWERASE, VKILL, ECHOK, ECHOKE; Linux eraser
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
  shows("word", "ab cd\27x\n", "ab x\\0a", "ab cd\\08 \\08\\08 \\08x\\0d\\0a");
  shows("word_and_blanks", "ab  \27x\n", "x\\0a", "ab  \\08 \\08\\08 \\08\\08 \\08\\08 \\08x\\0d\\0a");
  shows("word_with_signs", "a/b_1\27x\n", "a/x\\0a", "a/b_1\\08 \\08\\08 \\08\\08 \\08x\\0d\\0a");
  shows("word_not_over_lines", "one\n  \27x\n", "one\\0a|x\\0a", "one\\0d\\0a  \\08 \\08\\08 \\08x\\0d\\0a");
  local(0, IEXTEN);
  shows("no_extensions", "a\27\n", "a\\17\\0a", "a^W\\0d\\0a");
  local(IEXTEN, 0);
  shows("kill", "abc\25x\n", "x\\0a", "abc\\08 \\08\\08 \\08\\08 \\08x\\0d\\0a");
  shows("kill_empty", "\25x\n", "x\\0a", "x\\0d\\0a");
  local(0, ECHOKE);
  shows("kill_line_feed", "abc\25x\n", "x\\0a", "abc^U\\0d\\0ax\\0d\\0a");
  local(0, ECHOK);
  shows("kill_sign", "abc\25x\n", "x\\0a", "abc^Ux\\0d\\0a");
  local(ECHOK | ECHOKE | ECHOPRT, 0);
  shows("kill_printed", "abc\25x\n", "x\\0a", "abc\\cba/x\\0d\\0a");
  local(0, ECHO);
  shows("kill_silent", "abc\25x\n", "x\\0a", "nothing");
  type("one\ntw\25o\n");
  check("only_the_last_line", input(), "one\\0a|o\\0a");
  return verdict();
}
