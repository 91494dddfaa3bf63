/* Contract: VERASE takes the last character of the line, never one before it, and the screen shows it gone: over control
 *           characters, tabs and characters of several bytes. Without ECHOE it is shown itself, with ECHOPRT what is gone.
 * Source:   termios(3), VERASE, ECHOE, ECHOPRT, IUTF8; Linux eraser
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
  shows("one", "abc\177d\n", "abd\\0a", "abc\\08 \\08d\\0d\\0a");
  shows("too_many", "a\177\177\177b\n", "b\\0a", "a\\08 \\08b\\0d\\0a");
  shows("not_over_lines", "ab\n\177c\n", "ab\\0a|c\\0a", "ab\\0d\\0ac\\0d\\0a");
  shows("control", "a\1\177\n", "a\\0a", "a^A\\08 \\08\\08 \\08\\0d\\0a");
  shows("tab", "ab\t\177\n", "ab\\0a", "ab\\09\\08\\08\\08\\08\\08\\08\\0d\\0a");
  shows("tab_after_tab", "a\tb\t\177\n", "a\\09b\\0a", "a\\09b\\09\\08\\08\\08\\08\\08\\08\\08\\0d\\0a");
  shows("byte", "\303\244\177\n", "\\c3\\0a", "\\c3\\a4\\08 \\08\\0d\\0a");
  settings(IUTF8, 0, 0, 0, 0, 0);
  shows("character", "x\303\244\177\n", "x\\0a", "x\\c3\\a4\\08 \\08\\0d\\0a");
  local(0, ECHOCTL);
  shows("hidden_control", "a\1\177\n", "a\\0a", "a\\01\\0d\\0a");
  local(ECHOCTL, ECHOE);
  shows("without_echoe", "ab\177\n", "a\\0a", "ab^?\\0d\\0a");
  local(ECHOPRT | ECHOE, 0);
  shows("printed", "abc\177\177d\n", "ad\\0a", "abc\\cb/d\\0d\\0a");
  shows("printed_all", "ab\177\177\n", "\\0a", "ab\\ba/\\0d\\0a");
  local(0, ECHO);
  shows("silent", "ab\177\n", "a\\0a", "nothing");
  character(VERASE, '#');
  shows("another", "ab#\177\n", "a\\7f\\0a", "nothing");
  return verdict();
}
