/* Contract:  F_DUPFD takes the lowest free number from its argument on; F_DUPFD_CLOEXEC sets the flag as well.
 * Source:    fcntl(2), "Duplicating a file descriptor"
 * Covers:    fcntl
 */
#include "contract.h"

#include <sys/resource.h>

int main(void) {
  int fd = (int)must(open("/dev/null", O_RDONLY | O_CLOEXEC));
  check("from_zero", fcntl(fd, F_DUPFD, 0) == fd + 1, 1);
  check("from_100", call(fcntl(fd, F_DUPFD, 100)), "100");
  check("next", call(fcntl(fd, F_DUPFD, 100)), "101");
  must(close(100));
  check("hole", call(fcntl(fd, F_DUPFD_CLOEXEC, 99)), "99");
  check("hole_again", call(fcntl(fd, F_DUPFD_CLOEXEC, 99)), "100");
  check("plain_flags", descriptor_flags(fcntl(101, F_GETFD)), "0");
  check("cloexec_flags", descriptor_flags(fcntl(99, F_GETFD)), "FD_CLOEXEC");
  check("source_keeps", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");

  check("closed", call(fcntl(98, F_DUPFD, 0)), "EBADF");
  check("negative", call(fcntl(fd, F_DUPFD, -1)), "EINVAL");
  check("at_limit", call(fcntl(fd, F_DUPFD, 1024)), "EINVAL");
  check("last", call(fcntl(fd, F_DUPFD, 1023)), "1023");
  check("above_last", call(fcntl(fd, F_DUPFD, 1023)), "EMFILE");

  must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){110, 4096}));
  check("limit_lowered", call(fcntl(fd, F_DUPFD, 110)), "EINVAL");
  check("below_it", call(fcntl(fd, F_DUPFD, 109)), "109");
  check("full_above", call(fcntl(fd, F_DUPFD, 109)), "EMFILE");
  check("open_ones_stay", descriptor_flags(fcntl(1023, F_GETFD)), "0");
  check("high_one_can_be_copied", call(fcntl(1023, F_DUPFD, 50)), "50");
  check("unknown_command", call(fcntl(fd, 9999, 0)), "EINVAL");
  check("unknown_command_closed", call(fcntl(97, 9999, 0)), "EBADF");
  return verdict();
}
