/* Contract:  clone3 with set_tid makes a child of that number if it is free: neither a process, living or dead, nor a group
 *            may have it (EEXIST).
 * Source:    clone3(2), "The set_tid array"; alloc_pid in Linux
 * Covers:    fork clone3 setpgid wait4
 * Requires:  namespaces
 */
#include "contract.h"

struct arguments {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

/* A child with this number, which ends at once. */
static const char *child_with(pid_t wanted) {
  struct arguments arguments = {
      .exit_signal = SIGCHLD, .set_tid = (uint64_t)(uintptr_t)&wanted, .set_tid_size = 1};
  long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) _exit(7);
  if (pid == -1) return error_name(errno);
  return pid == wanted ? reap((pid_t)pid) : "another number";
}

int main(void) {
  int hold[2];
  must(pipe(hold));
  pid_t first = (pid_t)must(fork());
  if (!first) _exit(0);
  reap(first);
  check("free_again", child_with(first), "exited 7");
  check("twice", child_with(first), "exited 7");
  check("own", child_with(getpid()), "EEXIST");
  check("negative", child_with(-1), "EINVAL");
  check("zero", child_with(0), "EINVAL");

  pid_t leader = (pid_t)must(fork());
  if (!leader) {
    setpgid(0, 0);
    if (!fork()) {
      char byte;
      close(hold[1]);
      _exit((int)read(hold[0], &byte, 1));
    }
    _exit(0);
  }
  siginfo_t info;
  must(waitid(P_PID, (id_t)leader, &info, WEXITED | WNOWAIT));
  check("dead", child_with(leader), "EEXIST");
  check("leader", reap(leader), "exited 0");
  check("group_lives", call(kill(-leader, 0)), "0");
  check("group_has_the_number", child_with(leader), "EEXIST");
  must(close(hold[1]));
  return verdict();
}
