/* Contract:  membarrier tells what it can, does what it was registered for, and refuses the rest: EPERM without
 *            registration, EINVAL for unknown commands and flags.
 * Source:    membarrier(2)
 * Covers:    membarrier
 */
#include "contract.h"

enum {
  QUERY = 0,
  GLOBAL = 1,
  GLOBAL_EXPEDITED = 2,
  REGISTER_GLOBAL_EXPEDITED = 4,
  PRIVATE_EXPEDITED = 8,
  REGISTER_PRIVATE_EXPEDITED = 16,
  PRIVATE_SYNC_CORE = 32,
  REGISTER_PRIVATE_SYNC_CORE = 64,
};

static const char *barrier(int command, unsigned flags) { return call(syscall(SYS_membarrier, command, flags, 0)); }

int main(void) {
  long can = must(syscall(SYS_membarrier, QUERY, 0, 0));
  check("basic_commands", can & 0x7f, 0x7f);
  check("global", barrier(GLOBAL, 0), "0");
  check("global_expedited", barrier(GLOBAL_EXPEDITED, 0), "0");
  check("register_global", barrier(REGISTER_GLOBAL_EXPEDITED, 0), "0");
  check("private_unregistered", barrier(PRIVATE_EXPEDITED, 0), "EPERM");
  check("register_private", barrier(REGISTER_PRIVATE_EXPEDITED, 0), "0");
  check("private", barrier(PRIVATE_EXPEDITED, 0), "0");
  check("register_again", barrier(REGISTER_PRIVATE_EXPEDITED, 0), "0");
  check("sync_core_unregistered", barrier(PRIVATE_SYNC_CORE, 0), "EPERM");
  check("register_sync_core", barrier(REGISTER_PRIVATE_SYNC_CORE, 0), "0");
  check("sync_core", barrier(PRIVATE_SYNC_CORE, 0), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0) == 0 ? 3 : errno == EPERM ? 4 : 5);
  check("child_of_fork", reap(child), "exited 3");
  check("two_at_once", barrier(GLOBAL | GLOBAL_EXPEDITED, 0), "EINVAL");
  check("unknown_command", barrier(1 << 20, 0), "EINVAL");
  check("negative", barrier(-1, 0), "EINVAL");
  check("flags", barrier(PRIVATE_EXPEDITED, 2), "EINVAL");
  check("query_flags", barrier(QUERY, 2), "EINVAL");
  return verdict();
}
