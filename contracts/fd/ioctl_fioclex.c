/* Contract:  ioctl(FIOCLEX) and ioctl(FIONCLEX) set and clear FD_CLOEXEC of one descriptor, not of its dup.
 * Source:    ioctl(2); Linux do_vfs_ioctl()
 * Behaviour: B38
 * Covers:    ioctl fcntl dup
 */
#include "contract.h"

#include <sys/ioctl.h>

int main(void) {
  int p[2];
  must(pipe(p));
  int copy = (int)must(dup(p[0]));
  check("before", descriptor_flags(fcntl(p[0], F_GETFD)), "0");
  check("set", call(ioctl(p[0], FIOCLEX)), "0");
  check("source", descriptor_flags(fcntl(p[0], F_GETFD)), "FD_CLOEXEC");
  check("copy", descriptor_flags(fcntl(copy, F_GETFD)), "0");
  check("set_again", call(ioctl(p[0], FIOCLEX)), "0");
  check("still_set", descriptor_flags(fcntl(p[0], F_GETFD)), "FD_CLOEXEC");
  must(ioctl(copy, FIOCLEX));
  check("clear", call(ioctl(p[0], FIONCLEX)), "0");
  check("source_cleared", descriptor_flags(fcntl(p[0], F_GETFD)), "0");
  check("copy_keeps", descriptor_flags(fcntl(copy, F_GETFD)), "FD_CLOEXEC");

  scratch();
  int file = (int)must(open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  check("regular_file_clear", call(ioctl(file, FIONCLEX)), "0");
  check("regular_file", descriptor_flags(fcntl(file, F_GETFD)), "0");
  check("unknown_request", call(ioctl(p[0], 0x1234)), "ENOTTY");
  check("closed", call(ioctl(99, FIOCLEX)), "EBADF");
  return verdict();
}
