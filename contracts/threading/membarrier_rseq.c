/* Contract:  membarrier restarts restartable sequences for who registered for it, on all processors or on one, and tells
 *            which registrations a process has; fork keeps them, execve drops them.
 * Source:    membarrier(2), MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, MEMBARRIER_CMD_GET_REGISTRATIONS
 * Covers:    membarrier fork execve
 */
#include "contract.h"

#include <sys/syscall.h>

enum {
  QUERY = 0,
  REGISTER_GLOBAL = 4,
  REGISTER_PRIVATE = 16,
  RSEQ = 128,
  REGISTER_RSEQ = 256,
  REGISTRATIONS = 512,
  ON_CPU = 1,
};

static long barrier(int command, unsigned flags, int cpu) { return syscall(SYS_membarrier, command, flags, cpu); }

static const char *registrations(void) {
  return FLAGS(barrier(REGISTRATIONS, 0, 0), NAME(REGISTER_GLOBAL), NAME(REGISTER_PRIVATE), NAME(REGISTER_RSEQ));
}

int main(int argc, char **argv) {
  if (argc && !strcmp(argv[0], "again")) return barrier(REGISTRATIONS, 0, 0) == 0 ? 3 : 4;
  check("can", barrier(QUERY, 0, 0) & (RSEQ | REGISTER_RSEQ | REGISTRATIONS), RSEQ | REGISTER_RSEQ | REGISTRATIONS);
  check("none", registrations(), "0");
  check("unregistered", call(barrier(RSEQ, 0, 0)), "EPERM");
  check("register", call(barrier(REGISTER_RSEQ, 0, 0)), "0");
  check("all_processors", call(barrier(RSEQ, 0, 0)), "0");
  check("one_processor", call(barrier(RSEQ, ON_CPU, 0)), "0");
  check("no_such_processor", call(barrier(RSEQ, ON_CPU, 100000)), "0");
  check("other_flags", call(barrier(RSEQ, 2, 0)), "EINVAL");
  check("register_flags", call(barrier(REGISTER_RSEQ, ON_CPU, 0)), "EINVAL");
  check("registrations_flags", call(barrier(REGISTRATIONS, ON_CPU, 0)), "EINVAL");
  check("one_and_what_goes_with_it", registrations(), "REGISTER_PRIVATE|REGISTER_RSEQ");
  check("which_is_not_granted", call(barrier(8, 0, 0)), "EPERM");
  check("register_private", call(barrier(REGISTER_PRIVATE, 0, 0)), "0");
  check("register_global", call(barrier(REGISTER_GLOBAL, 0, 0)), "0");
  check("all", registrations(), "REGISTER_GLOBAL|REGISTER_PRIVATE|REGISTER_RSEQ");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (barrier(REGISTRATIONS, 0, 0) != (REGISTER_GLOBAL | REGISTER_PRIVATE | REGISTER_RSEQ)) _exit(5);
    execl("/proc/self/exe", "again", (char *)0);
    _exit(6);
  }
  check("kept_by_fork_dropped_by_exec", reap(child), "exited 3");
  return verdict();
}
