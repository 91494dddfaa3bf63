/* Contract: A terminal polls readable once a line is there, or outside canonical mode as many bytes as VMIN says, if VTIME
 *           does not say otherwise; writable always while there is room, at both ends.
 * Source:   poll(2); Linux n_tty_poll, input_available_p
 * Requires: pty
 * Covers:   poll ioctl select
 */
#include "terminal.h"
#include <sys/select.h>

int main(void) {
  open_terminal();
  check("quiet_slave", poll_one(slave, POLLIN | POLLOUT | POLLPRI, SOON), "POLLOUT");
  check("quiet_master", poll_one(master, POLLIN | POLLOUT | POLLPRI, SOON), "POLLOUT");
  type("a");
  check("half_a_line", poll_one(slave, POLLIN, SOON), "timeout");
  check("its_echo", poll_one(master, POLLIN, BOUND), "POLLIN");
  check("screen", screen(), "a");
  check("no_echo_left", poll_one(master, POLLIN, SOON), "timeout");
  type("\n");
  check("a_line", poll_one(slave, POLLIN, SOON), "POLLIN");
  check("read", input(), "a\\0a");
  local(0, ICANON | ECHO);
  character(VMIN, 3);
  type("ab");
  check("fewer_than_min", poll_one(slave, POLLIN, SOON), "timeout");
  type("c");
  check("min", poll_one(slave, POLLIN, SOON), "POLLIN");
  check("taken", drain(slave, ""), "abc");
  type("d");
  check("again_fewer", poll_one(slave, POLLIN, SOON), "timeout");
  character(VTIME, 1);
  check("with_time", poll_one(slave, POLLIN, SOON), "POLLIN");
  fd_set set;
  FD_ZERO(&set);
  FD_SET(slave, &set);
  check("select", select(slave + 1, &set, 0, 0, &(struct timeval){0}), 1);
  character(VTIME, 0), character(VMIN, 0);
  check("without_min", poll_one(slave, POLLIN, SOON), "POLLIN");
  return verdict();
}
