/* Contract: In packet mode each read of a master begins with a byte: 0 before data, or what happened to the slave: flushes,
 *           stops and starts, and whether ^S and ^Q are in use. Such news poll as POLLPRI and POLLIN.
 * Source:   ioctl_tty(2), TIOCPKT; Linux n_tty_read, pty_set_termios
 * Requires: pty
 * Covers:   ioctl read poll
 */
#include "terminal.h"

static const char *packet(void) {
  char bytes[64];
  long n = read(master, bytes, sizeof bytes);
  if (n < 1) return n ? error_name(errno) : "end";
  const char *kind = bytes[0] ? FLAGS(bytes[0], {TIOCPKT_FLUSHREAD, "FLUSHREAD"}, {TIOCPKT_FLUSHWRITE, "FLUSHWRITE"},
                                      {TIOCPKT_STOP, "STOP"}, {TIOCPKT_START, "START"}, {TIOCPKT_NOSTOP, "NOSTOP"},
                                      {TIOCPKT_DOSTOP, "DOSTOP"}, {64, "IOCTL"})
                              : "DATA";
  return n > 1 ? join(join(kind, " "), text(bytes + 1, n - 1)) : kind;
}

int main(void) {
  int on = -1;
  open_terminal();
  must(ioctl(master, 0x80045438, &on));
  check("off", on, 0);
  check("set", call(ioctl(master, TIOCPKT, &(int){1})), "0");
  must(ioctl(master, 0x80045438, &on));
  check("on", on, 1);
  check("of_slave", call(ioctl(slave, TIOCPKT, &on)), "ENOTTY");
  check("quiet", packet(), "EAGAIN");
  print("ab");
  check("data_poll", poll_one(master, POLLIN | POLLPRI, SOON), "POLLIN");
  check("data", packet(), "DATA ab");
  tcflush(slave, TCIFLUSH);
  check("flush_poll", poll_one(master, POLLIN | POLLPRI, SOON), "POLLIN|POLLPRI");
  check("input_flushed", packet(), "FLUSHREAD");
  tcflush(slave, TCOFLUSH);
  check("output_flushed", packet(), "FLUSHWRITE");
  tcflush(slave, TCIOFLUSH);
  check("both_flushed", packet(), "FLUSHREAD|FLUSHWRITE");
  type("\23");
  input();
  check("stopped", packet(), "STOP");
  type("\21");
  input();
  check("started", packet(), "START");
  type("\23\21");
  input();
  check("the_last_counts", packet(), "START");
  settings(0, IXON, 0, 0, 0, 0);
  check("no_stop", packet(), "NOSTOP");
  settings(IXON, 0, 0, 0, 0, 0);
  check("do_stop", packet(), "DOSTOP");
  character(VSTOP, 'x');
  check("own_stop", packet(), "NOSTOP");
  character(VINTR, 'x');
  check("other_settings", packet(), "EAGAIN");
  print("cd");
  tcflush(slave, TCIFLUSH);
  check("news_first", packet(), "FLUSHREAD");
  check("then_data", packet(), "DATA cd");
  tcflush(slave, TCIFLUSH);
  check("clear", call(ioctl(master, TIOCPKT, &(int){0})), "0");
  check("news_are_gone", packet(), "EAGAIN");
  must(ioctl(master, TIOCPKT, &(int){1}));
  check("nothing_of_before", packet(), "EAGAIN");
  return verdict();
}
