/* Contract: With IXON, VSTOP stops output and VSTART starts it again, with IXANY anything does, and neither is read. A
 *           stopped terminal takes no output and keeps its echoes. Clearing IXON starts it. tcflow does the same from
 *           the program's side, and its stop is not undone by a key.
 * Source:   termios(3), IXON, IXANY, tcflow; Linux stop_tty, n_tty_ioctl_helper
 * Requires: pty
 * Covers:   ioctl write read
 */
#include "terminal.h"

static const char *writes(void) {
  const char *result = made(write(slave, "w", 1));
  return join(join(result, " "), poll_one(slave, POLLOUT, SOON));
}

int main(void) {
  open_terminal();
  check("running", writes(), "ok POLLOUT");
  check("screen", screen(), "w");
  type("\23");
  check("not_read", input(), "nothing");
  check("stopped", writes(), "EAGAIN timeout");
  type("ab\n");
  check("input_goes_on", input(), "ab\\0a");
  check("no_echo", screen(), "nothing");
  type("\21");
  input();
  check("echo_comes", screen(), "ab\\0d\\0a");
  check("started", writes(), "ok POLLOUT");
  screen();
  type("\23x");
  input();
  check("any_key_without_ixany", writes(), "EAGAIN timeout");
  settings(IXANY, 0, 0, 0, 0, 0);
  type("y");
  input();
  check("any_key", writes(), "ok POLLOUT");
  check("both_echoes", screen(), "xyw");
  type("\23");
  input();
  settings(0, IXON, 0, 0, 0, 0);
  check("ixon_cleared", writes(), "ok POLLOUT");
  screen();
  type("\23\21\n");
  check("bytes_like_others", input(), "xy\\13\\11\\0a");
  screen();
  settings(IXON, 0, 0, 0, 0, 0);
  check("tcooff", call(tcflow(slave, TCOOFF)), "0");
  check("held", writes(), "EAGAIN timeout");
  type("\21z");
  input();
  check("keys_do_not_start", writes(), "EAGAIN timeout");
  check("tcoon", call(tcflow(slave, TCOON)), "0");
  check("let_go", writes(), "ok POLLOUT");
  screen();
  check("tcioff", call(tcflow(slave, TCIOFF)), "0");
  check("stop_is_sent", screen(), "\\13");
  check("tcion", call(tcflow(slave, TCION)), "0");
  check("start_is_sent", screen(), "\\11");
  must(tcflow(slave, TCOOFF));
  must(tcflow(slave, TCIOFF));
  check("not_while_held", screen(), "nothing");
  must(tcflow(slave, TCOON));
  type("\23");
  input();
  must(tcflow(slave, TCION));
  check("while_stopped_by_key", screen(), "\\11");
  check("still_stopped", writes(), "EAGAIN timeout");
  type("\21");
  input();
  check("no_such_flow", call(ioctl(slave, TCXONC, 9)), "EINVAL");
  return verdict();
}
