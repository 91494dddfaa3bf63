/* Contract: A new terminal has the settings that a person wants: lines, editing, echo, signals, flow control. A master
 *           shows its slave's, whatever it does itself.
 * Source:   pty(7); Linux tty_std_termios, INIT_C_CC
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

static void show(const char *which, int fd) {
  struct termios t;
  must(ioctl(fd, TCGETS, &t));
  check(join(which, "_input"), FLAGS(t.c_iflag, NAME(ICRNL), NAME(IXON), NAME(IXANY), NAME(INLCR), NAME(IUTF8)), "ICRNL|IXON");
  check(join(which, "_output"), FLAGS(t.c_oflag, NAME(OPOST), NAME(ONLCR), NAME(OCRNL)), "OPOST|ONLCR");
  check(join(which, "_control"), FLAGS(t.c_cflag & ~CBAUD, NAME(CS8), NAME(CREAD), NAME(HUPCL), NAME(PARENB)), "CS8|CREAD");
  check(join(which, "_speed"), ONE_OF(t.c_cflag & CBAUD, NAME(B9600), NAME(B38400)), "B38400");
  check(join(which, "_local"),
        FLAGS(t.c_lflag, NAME(ISIG), NAME(ICANON), NAME(ECHO), NAME(ECHOE), NAME(ECHOK), NAME(ECHONL), NAME(NOFLSH),
              NAME(TOSTOP), NAME(ECHOCTL), NAME(ECHOPRT), NAME(ECHOKE), NAME(IEXTEN)),
        "ISIG|ICANON|ECHO|ECHOE|ECHOK|ECHOCTL|ECHOKE|IEXTEN");
  check(join(which, "_line"), t.c_line, 0);
  check(join(which, "_characters"), text(t.c_cc, 17),
        "\\03\\1c\\7f\\15\\04\\00\\01\\00\\11\\13\\1a\\00\\12\\0f\\17\\16\\00");
}

int main(void) {
  int kind = -1;
  open_terminal();
  show("slave", slave);
  show("master", master);
  check("discipline", call(ioctl(slave, TIOCGETD, &kind)), "0");
  check("discipline_is", kind, 0);
  check("same_discipline", call(ioctl(slave, TIOCSETD, &kind)), "0");
  kind = 1000;
  check("no_such_discipline", call(ioctl(slave, TIOCSETD, &kind)), "EINVAL");
  check("fault", call(ioctl(slave, TCGETS, 0)), "EFAULT");
  check("set_fault", call(ioctl(slave, TCSETS, 0)), "EFAULT");
  check("no_terminal", call(ioctl(0, TCGETS, &kind)), "ENOTTY");
  check("unknown_request", call(ioctl(slave, 0x54fe, &kind)), "ENOTTY");
  check("modem_lines", call(ioctl(slave, TIOCMGET, &kind)), "ENOTTY");
  check("break", call(tcsendbreak(slave, 0)), "0");
  check("drain", call(tcdrain(slave)), "0");
  return verdict();
}
