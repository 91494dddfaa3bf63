/* Contract:  dup2 closes the target first and does nothing for equal numbers; dup3 refuses those and unknown flags.
 * Source:    dup(2). dup2 onto the same valid number answers it and leaves FD_CLOEXEC as it was
 * Covers:    dup dup2 dup3
 */
#include "contract.h"

static long dup3_raw(int from, int to, int flags) { return syscall(SYS_dup3, from, to, flags); }

int main(void) {
  int p[2], other[2];
  must(pipe(p));
  must(pipe(other));
  must(fcntl(p[0], F_SETFD, FD_CLOEXEC));
  check("dup_lowest_free", dup(p[0]) == other[1] + 1, 1);
  check("dup_has_no_cloexec", descriptor_flags(fcntl(other[1] + 1, F_GETFD)), "0");
  check("dup_closed", call(dup(99)), "EBADF");
  check("dup_negative", call(dup(-1)), "EBADF");

  check("dup2_same", dup2(p[0], p[0]) == p[0], 1);
  check("dup2_same_keeps_cloexec", descriptor_flags(fcntl(p[0], F_GETFD)), "FD_CLOEXEC");
  check("dup2_same_closed", call(dup2(99, 99)), "EBADF");
  check("dup2_closed", call(dup2(99, p[0])), "EBADF");
  check("dup2_target_lives_on", descriptor_flags(fcntl(p[0], F_GETFD)), "FD_CLOEXEC");
  check("dup2_high", call(dup2(p[0], 200)), "200");
  check("dup2_has_no_cloexec", descriptor_flags(fcntl(200, F_GETFD)), "0");
  check("dup2_negative_target", call(dup2(p[0], -1)), "EBADF");
  check("dup2_beyond_limit", call(dup2(p[0], 1024)), "EBADF");
  check("dup2_last_number", call(dup2(p[0], 1023)), "1023");

  must(fcntl(other[0], F_SETFL, O_NONBLOCK));
  check("dup2_onto_only_writer", dup2(p[1], other[1]) == other[1], 1);
  char byte;
  check("old_target_was_closed", call(read(other[0], &byte, 1)), "0");

  check("dup3_same", call(dup3_raw(p[0], p[0], 0)), "EINVAL");
  check("dup3_same_closed", call(dup3_raw(99, 99, 0)), "EINVAL");
  check("dup3_unknown_flag", call(dup3_raw(p[0], 50, O_NONBLOCK)), "EINVAL");
  check("dup3_closed", call(dup3_raw(99, 50, 0)), "EBADF");
  check("dup3_beyond_limit", call(dup3_raw(p[0], 1024, O_CLOEXEC)), "EBADF");
  check("dup3_clear", call(dup3_raw(p[0], 50, 0)), "50");
  check("dup3_clear_flags", descriptor_flags(fcntl(50, F_GETFD)), "0");
  check("dup3_set", call(dup3_raw(p[0], 50, O_CLOEXEC)), "50");
  check("dup3_set_flags", descriptor_flags(fcntl(50, F_GETFD)), "FD_CLOEXEC");
  return verdict();
}
