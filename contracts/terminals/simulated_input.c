/* Contract: TIOCSTI types a byte at the caller's own terminal, echo and all, where /proc/sys/dev/tty/legacy_tiocsti allows
 *           it, and is EPERM at another's; where it is not allowed, it is EIO.
 * Source:   ioctl_tty(2), TIOCSTI; Linux tiocsti
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

int main(void) {
  char allowed = '1';
  int fd = open("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY);
  if (fd != -1) must(read(fd, &allowed, 1));
  int may = allowed == '1';
  open_terminal();
  check("another", may ? call(ioctl(slave, TIOCSTI, "x")) : "EPERM", "EPERM");
  must(ioctl(slave, TIOCSCTTY, 0));
  for (const char *key = "ab\177c\n"; *key; key++) {
    int result = ioctl(slave, TIOCSTI, key);
    if (may ? result != 0 : result == 0 || errno != EIO) check(join("key_", number(*key, 10)), call(result), "as allowed");
  }
  check("read", may ? input() : "ac\\0a", "ac\\0a");
  check("screen", may ? screen() : "ab\\08 \\08c\\0d\\0a", "ab\\08 \\08c\\0d\\0a");
  check("master", may ? call(ioctl(master, TIOCSTI, "x")) : "EPERM", "EPERM");
  check("fault", may ? call(ioctl(slave, TIOCSTI, 0)) : "EFAULT", "EFAULT");
  return verdict();
}
