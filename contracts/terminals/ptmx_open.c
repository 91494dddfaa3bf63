/* Contract: Opening /dev/ptmx makes a terminal with the lowest free number. Its slave is there at once, locked until
 *           TIOCSPTLCK clears the lock, and its name is gone with the master.
 * Source:   pts(4); ioctl_tty(2); Linux ptmx_open, pty_open
 * Requires: pty
 * Covers:   openat ioctl
 */
#include "terminal.h"

int main(void) {
  int one = (int)must(open("/dev/ptmx", O_RDWR | O_NOCTTY)), two = (int)must(open("/dev/ptmx", O_RDWR | O_NOCTTY)), n;
  struct stat node;
  must(ioctl(one, TIOCGPTN, &n));
  check("first", n, 0);
  must(ioctl(two, TIOCGPTN, &n));
  check("second", n, 1);
  check("get_lock", call(ioctl(one, TIOCGPTLCK, &n)), "0");
  check("locked", n, 1);
  check("open_locked", made(open("/dev/pts/0", O_RDWR | O_NOCTTY)), "EIO");
  check("peer_locked", made(ioctl(one, TIOCGPTPEER, O_RDWR | O_NOCTTY)), "EIO");
  must(stat("/dev/pts/0", &node));
  check("node", mode(node.st_mode), "S_IFCHR 0620");
  check("device_0", node.st_rdev == 0x8800, 1);
  must(stat("/dev/pts/1", &node));
  check("device_1", node.st_rdev == 0x8801, 1);
  check("owner", node.st_uid == geteuid() && node.st_gid == getegid(), 1);
  check("unlock", call(ioctl(one, TIOCSPTLCK, &(int){0})), "0");
  must(ioctl(one, TIOCGPTLCK, &n));
  check("unlocked", n, 0);
  int fd = open("/dev/pts/0", O_RDWR | O_NOCTTY);
  check("open", made(fd), "ok");
  check("open_no_such", made(open("/dev/pts/2", O_RDWR | O_NOCTTY)), "ENOENT");
  check("lock_fault", call(ioctl(one, TIOCSPTLCK, 0)), "EFAULT");
  check("number_fault", call(ioctl(one, TIOCGPTN, 0)), "EFAULT");
  check("number_of_slave", call(ioctl(fd, TIOCGPTN, &n)), "ENOTTY");
  check("lock_of_slave", call(ioctl(fd, TIOCSPTLCK, &n)), "ENOTTY");
  must(close(one));
  check("name_after_close", made(open("/dev/pts/0", O_RDWR | O_NOCTTY)), "ENOENT");
  int again = (int)must(open("/dev/ptmx", O_RDWR | O_NOCTTY));
  must(ioctl(again, TIOCGPTN, &n));
  check("while_slave_open", n, 2);
  must(close(fd));
  fd = (int)must(open("/dev/ptmx", O_RDWR | O_NOCTTY));
  must(ioctl(fd, TIOCGPTN, &n));
  check("number_is_free_again", n, 0);
  check("seek", call(lseek(fd, 0, SEEK_SET)), "ESPIPE");
  char byte;
  check("pread", call(pread(fd, &byte, 1, 0)), "ESPIPE");
  return verdict();
}
