/* Contract: With EXTPROC the line is edited elsewhere: input is taken as it is, though ICANON is set, and a VEOF that comes
 *           alone is an end of file; a master in packet mode is told of every change of settings.
 * Source:   Linux n_tty_receive_buf_standard, copy_from_read_buf, pty_set_termios; TIOCPKT_IOCTL of ioctl_tty(2)
 * Requires: pty
 * Covers:   ioctl read
 */
#include "terminal.h"

int main(void) {
  char news = -1;
  open_terminal();
  local(EXTPROC, 0);
  type("ab\177\n\3");
  check("as_it_is", drain(slave, ""), "ab\\7f\\0a\\03");
  check("no_echo", screen(), "nothing");
  type("\4");
  check("end_of_file", input(), "EOF");
  type("a\4");
  check("not_alone", input(), "a\\04");
  settings(ISTRIP, 0, 0, 0, 0, 0);
  type("\303\n");
  check("stripped", drain(slave, ""), "C\\0a");
  must(ioctl(master, TIOCPKT, &(int){1}));
  character(VINTR, 'x');
  check("news", call(read(master, &news, 1)), "1");
  check("of_settings", news, 64);
  local(0, EXTPROC);
  check("news_of_the_end", call(read(master, &news, 1)), "1");
  character(VINTR, 'y');
  check("no_more_news", call(read(master, &news, 1)), "EAGAIN");
  type("ab\177\n");
  check("edited_again", input(), "a\\0a");
  return verdict();
}
