/* Contract:  F_SETFL changes O_APPEND, O_NONBLOCK and their kind; the access mode stays as it was.
 * Source:    fcntl(2), F_SETFL
 * Covers:    fcntl open
 */
#include "contract.h"

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_WRONLY | O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC, 0600));
  check("at_open", open_flags(fcntl(fd, F_GETFL)), "O_WRONLY");
  check("cloexec_is_elsewhere", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("set", call(fcntl(fd, F_SETFL, O_NONBLOCK | O_APPEND)), "0");
  check("both", open_flags(fcntl(fd, F_GETFL)), "O_WRONLY|O_APPEND|O_NONBLOCK");
  must(fcntl(fd, F_SETFL, O_APPEND));
  check("nonblock_cleared", open_flags(fcntl(fd, F_GETFL)), "O_WRONLY|O_APPEND");
  check("access_mode_ignored", call(fcntl(fd, F_SETFL, O_RDWR | O_TRUNC)), "0");
  check("mode_stays", open_flags(fcntl(fd, F_GETFL)), "O_WRONLY");
  check("read", call(read(fd, &fd, 1)), "EBADF");

  int p[2];
  must(pipe2(p, O_NONBLOCK | O_CLOEXEC));
  check("pipe2_read_end", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("pipe2_write_end", open_flags(fcntl(p[1], F_GETFL)), "O_WRONLY|O_NONBLOCK");
  must(fcntl(p[0], F_SETFL, 0));
  check("ends_have_own_flags", open_flags(fcntl(p[1], F_GETFL)), "O_WRONLY|O_NONBLOCK");
  check("pipe2_unknown_flag", call(pipe2(p, O_TRUNC)), "EINVAL");
  check("unknown_command", call(fcntl(fd, 9999)), "EINVAL");
  check("closed", call(fcntl(99, F_GETFL)), "EBADF");
  return verdict();
}
