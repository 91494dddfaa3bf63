/* Contract:  In a group that nobody outside could continue anyway, the end of a member means nothing to a stopped one: SIGHUP
 *            comes only when the last tie to the rest of the session is cut.
 * Source:    POSIX, _exit, "Consequences of Process Termination"; kernel/exit.c, kill_orphaned_pgrp
 * Covers:    setsid exit_group kill
 */
#include "contract.h"

static pid_t stopped_child(void) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    kill(getpid(), SIGSTOP);
    _exit(3);
  }
  must(waitpid(child, 0, WUNTRACED));
  return child;
}

/* What becomes of a stopped member when another one ends, which may itself leave a child behind. */
static int end_beside(int leaves_child) {
  int status;
  if (setsid() < 0) return 100;
  pid_t stopped = stopped_child(), other = (pid_t)must(fork());
  if (other == 0) {
    if (leaves_child && fork() == 0) {
      while (getppid() != 1) sched_yield();
      _exit(0);
    }
    _exit(0);
  }
  must(waitpid(other, &status, 0));
  must(kill(stopped, SIGCONT));
  must(waitpid(stopped, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

int main(void) {
  for (int leaves_child = 0; leaves_child < 2; leaves_child++) {
    pid_t leader = (pid_t)must(fork());
    if (leader == 0) _exit(end_beside(leaves_child));
    check(leaves_child ? "orphan_left_behind" : "member_ended", reap(leader), "exited 3");
  }
  return verdict();
}
