/* Contract: A flush of input drops also what has not found room yet and is still on its way.
 * Source:   tcflush(3); Linux tty_ioctl, TCFLSH; tty_buffer_flush
 * Requires: pty
 * Covers:   ioctl read write
 */
#include "terminal.h"

int main(void) {
  char bytes[6000];
  memset(bytes, 'x', sizeof bytes);
  open_terminal();
  raw();
  for (int i = 0; i < 6; i++) put(master, bytes, 1000), poll_one(slave, POLLIN, SOON);
  int waiting = 0;
  while (must(ioctl(slave, FIONREAD, &waiting)), waiting < 4095) sched_yield();
  check("has_room_for", waiting, 4095);
  check("flush", call(tcflush(slave, TCIFLUSH)), "0");
  check("nothing_left", drain(slave, ""), "nothing");
  type("y");
  check("what_comes_then", drain(slave, ""), "y");
  return verdict();
}
