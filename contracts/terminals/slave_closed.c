/* Contract: Once the slave's last descriptor is closed, the master reads what was written and then EIO, and polls POLLHUP;
 *           opening the slave again mends it. What is written to it meanwhile is read by the next opener.
 * Source:   pty(7); Linux pty_close, pty_open
 * Requires: pty
 * Covers:   close read poll
 */
#include "terminal.h"

int main(void) {
  char bytes[16];
  master = open_master();
  check("never_opened", call(read(master, bytes, 1)), "EAGAIN");
  check("never_opened_poll", poll_one(master, POLLIN | POLLOUT, SOON), "POLLOUT");
  slave = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY | O_NONBLOCK));
  int other = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY));
  print("last words");
  must(close(slave));
  check("one_left", poll_one(master, POLLOUT, SOON), "POLLOUT");
  must(close(other));
  check("poll_with_data", poll_one(master, POLLIN, SOON), "POLLIN|POLLHUP");
  check("data", text(bytes, read(master, bytes, sizeof bytes)), "last words");
  check("poll", poll_one(master, POLLIN, SOON), "POLLHUP");
  check("read", call(read(master, bytes, 1)), "EIO");
  check("again", call(read(master, bytes, 1)), "EIO");
  check("write", call(write(master, "ab\n", 3)), "3");
  check("still_there", call(access(slave_name(master), F_OK)), "0");
  slave = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY | O_NONBLOCK));
  check("opened_again", input(), "ab\\0a");
  check("its_echo", screen(), "ab\\0d\\0a");
  check("mended", call(read(master, bytes, 1)), "EAGAIN");
  check("mended_poll", poll_one(master, POLLIN | POLLOUT, SOON), "POLLOUT");
  local(0, ECHO);
  must(close(slave));
  slave = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY | O_NONBLOCK));
  struct termios t;
  must(tcgetattr(slave, &t));
  check("settings_stay", (t.c_lflag & ECHO) == 0, 1);
  return verdict();
}
