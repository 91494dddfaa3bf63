/* Contract: TIOCGPTPEER opens a master's slave without going by its name, with the open flags that it is given.
 * Source:   ioctl_tty(2), TIOCGPTPEER; Linux ptm_open_peer
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"
#include <sys/mount.h>

int main(void) {
  char name[64];
  master = open_master();
  int plain = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY), flagged;
  check("plain", made(plain), "ok");
  check("plain_descriptor", descriptor_flags(fcntl(plain, F_GETFD)), "0");
  check("plain_flags", open_flags(fcntl(plain, F_GETFL)), "O_RDWR");
  flagged = (int)must(ioctl(master, TIOCGPTPEER, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  check("flagged_descriptor", descriptor_flags(fcntl(flagged, F_GETFD)), "FD_CLOEXEC");
  check("flagged_flags", open_flags(fcntl(flagged, F_GETFL)), "O_WRONLY|O_NONBLOCK|0x80000"); /* O_CLOEXEC stays */
  check("write_only_read", call(read(flagged, name, 1)), "EBADF");
  check("of_slave", made(ioctl(plain, TIOCGPTPEER, O_RDWR)), "EIO");
  const char *link = join("/proc/self/fd/", number(plain, 10));
  check("name", text(name, readlink(link, name, sizeof name)), slave_name(master));
  must(unlink(slave_name(master)) == -1 ? 0 : -1);
  check("unlink", error_name(errno), "EPERM");
  must(umount2("/dev/pts", MNT_DETACH));
  check("name_is_gone", made(open(slave_name(master), O_RDWR | O_NOCTTY)), "ENOENT");
  check("peer_is_not", made(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY)), "ok");
  return verdict();
}
