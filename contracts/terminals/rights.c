/* Contract: To hang a terminal up, to steal one, or to take the console's output is a right over the machine, which a user
 *           namespace does not give. The owner of a slave is who opened the master, and may give it away.
 * Source:   vhangup(2); ioctl_tty(2), TIOCVHANGUP, TIOCCONS; Linux tty_ioctl
 * Requires: pty
 * Covers:   vhangup ioctl fchmod fstat
 */
#include "terminal.h"

int main(void) {
  struct stat node;
  open_terminal();
  check("vhangup_without", call(syscall(SYS_vhangup)), "EPERM");
  must(ioctl(slave, TIOCSCTTY, 0));
  check("vhangup", call(syscall(SYS_vhangup)), "EPERM");
  check("by_ioctl", call(ioctl(slave, 0x5437)), "EPERM");
  check("console", call(ioctl(slave, TIOCCONS)), "EPERM");
  check("console_of_master", call(ioctl(master, TIOCCONS)), "EINVAL");
  struct termios lock = {.c_iflag = 1};
  check("locked_settings", call(ioctl(slave, TIOCGLCKTRMIOS, &lock)), "0");
  check("none_locked", lock.c_iflag == 0 && lock.c_lflag == 0 && lock.c_cc[VINTR] == 0, 1);
  check("lock_settings", call(ioctl(slave, TIOCSLCKTRMIOS, &lock)), "EPERM");
  check("still_there", call(write(slave, "x", 1)), "1");
  unsigned device = 0;
  check("device", (ioctl(slave, 0x80045432, &device), device), 0x8800);
  check("device_of_master", (ioctl(master, 0x80045432, &device), device), 0x8800);
  check("mode", call(fchmod(slave, 0600)), "0");
  must(fstat(slave, &node));
  check("mode_is", mode(node.st_mode), "S_IFCHR 0600");
  must(fstat(master, &node));
  check("master", mode(node.st_mode), "S_IFCHR 0666");
  char info[256];
  int fd = (int)must(open(join("/proc/self/fdinfo/", number(master, 10)), O_RDONLY));
  info[must(read(fd, info, sizeof info - 1))] = 0;
  check("index_in_fdinfo", strstr(info, "\ntty-index:\t0\n") != 0, 1);
  must(close(fd));
  fd = (int)must(open(join("/proc/self/fdinfo/", number(slave, 10)), O_RDONLY));
  info[must(read(fd, info, sizeof info - 1))] = 0;
  check("none_of_slave", strstr(info, "tty-index") != 0, 0);
  check("no_console", made(open("/dev/console", O_RDWR)), "ENOENT");
  return verdict();
}
