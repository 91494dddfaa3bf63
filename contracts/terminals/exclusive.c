/* Contract: TIOCEXCL keeps others from opening a terminal (EBUSY) until TIOCNXCL, TIOCGEXCL tells; open descriptors work on.
 * Source:   ioctl_tty(2), "Exclusive mode"; Linux tty_reopen. Root of the machine's own user namespace is let in.
 * Requires: pty
 * Covers:   ioctl openat
 */
#include "terminal.h"

int main(void) {
  int on = -1;
  open_terminal();
  must(ioctl(slave, 0x80045440, &on));
  check("at_first", on, 0);
  check("set", call(ioctl(slave, TIOCEXCL)), "0");
  must(ioctl(slave, 0x80045440, &on));
  check("is_set", on, 1);
  must(ioctl(master, 0x80045440, &on));
  check("not_of_master", on, 0);
  check("open", made(open(slave_name(master), O_RDWR | O_NOCTTY)), "EBUSY");
  check("peer", made(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY)), "EBUSY");
  check("write", call(write(slave, "x", 1)), "1");
  check("dup", made(dup(slave)), "ok");
  must(ioctl(slave, TIOCSCTTY, 0));
  check("dev_tty", made(open("/dev/tty", O_RDWR)), "EBUSY");
  check("clear", call(ioctl(slave, TIOCNXCL)), "0");
  check("open_again", made(open(slave_name(master), O_RDWR | O_NOCTTY)), "ok");
  return verdict();
}
