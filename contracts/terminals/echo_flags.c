/* Contract: What is typed is shown where ECHO is set, newlines alone where only ECHONL is, control characters as ^X where
 *           ECHOCTL is; outside canonical mode, too.
 * Source:   termios(3), ECHO, ECHONL, ECHOCTL; Linux echo_char
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

static const char *after(tcflag_t set, tcflag_t clear, const char *keys) {
  local(ECHO | ECHONL | ECHOCTL | ICANON, 0);
  local(set, clear);
  put(master, keys, strlen(keys));
  drain(slave, "");
  const char *seen = screen();
  local(0, ECHO | ECHONL), type("\n"), drain(slave, ""), screen();
  return seen;
}

int main(void) {
  open_terminal();
  check("all", after(0, 0, "a\2\t\n"), "a^B\\09\\0d\\0a");
  check("no_control", after(0, ECHOCTL, "a\2\t\n"), "a\\02\\09\\0d\\0a");
  check("newlines", after(0, ECHO, "a\2\n"), "\\0d\\0a");
  check("nothing", after(0, ECHO | ECHONL, "a\2\n"), "nothing");
  check("end_of_file", after(0, 0, "a\4"), "a");
  check("unfinished", after(0, 0, "ab"), "ab");
  check("high_bytes", after(0, 0, "\377\200\237"), "\\ff\\80\\9f");
  check("raw", after(0, ICANON, "a\2\177\n"), "a^B^?^J");
  check("raw_newlines", after(0, ICANON | ECHO, "a\n"), "nothing");
  check("raw_no_control", after(0, ICANON | ECHOCTL, "a\2\177\n"), "a\\02\\7f\\0d\\0a");
  return verdict();
}
