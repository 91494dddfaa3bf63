/* Contract:  FD_CLOEXEC belongs to the descriptor: dup3(O_CLOEXEC) sets it on the copy, the source keeps its own.
 * Source:    dup(2); fcntl(2), "File descriptor flags"
 * Behaviour: B01
 * Covers:    dup3 fcntl dup pipe2
 */
#include "contract.h"

int main(void) {
  int p[2], q[2], target = 50;
  must(pipe(p));
  check("before", descriptor_flags(fcntl(p[0], F_GETFD)), "0");
  check("dup3", call(dup3(p[0], target, O_CLOEXEC)), "50");
  check("copy", descriptor_flags(fcntl(target, F_GETFD)), "FD_CLOEXEC");
  check("source", descriptor_flags(fcntl(p[0], F_GETFD)), "0");

  must(fcntl(target, F_SETFD, 0));
  check("cleared", descriptor_flags(fcntl(target, F_GETFD)), "0");
  must(fcntl(p[0], F_SETFD, FD_CLOEXEC));
  check("source_set", descriptor_flags(fcntl(p[0], F_GETFD)), "FD_CLOEXEC");
  check("copy_unchanged", descriptor_flags(fcntl(target, F_GETFD)), "0");

  must(dup3(p[0], target, 0));
  check("dup3_plain", descriptor_flags(fcntl(target, F_GETFD)), "0");
  check("dup", descriptor_flags(fcntl((int)must(dup(p[0])), F_GETFD)), "0");
  check("dupfd_cloexec", descriptor_flags(fcntl((int)must(fcntl(p[0], F_DUPFD_CLOEXEC, 60)), F_GETFD)), "FD_CLOEXEC");

  must(pipe2(q, O_CLOEXEC));
  check("pipe2_read_end", descriptor_flags(fcntl(q[0], F_GETFD)), "FD_CLOEXEC");
  check("pipe2_write_end", descriptor_flags(fcntl(q[1], F_GETFD)), "FD_CLOEXEC");

  check("dup3_same_number", call(dup3(p[0], p[0], O_CLOEXEC)), "EINVAL");
  check("dup3_unknown_flag", call(syscall(SYS_dup3, p[0], target, O_NONBLOCK)), "EINVAL");
  check("dup3_bad_source", call(dup3(99, target, 0)), "EBADF");
  return verdict();
}
