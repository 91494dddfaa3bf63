/* Contract:  clone refuses combinations of flags that make no sense, each with EINVAL, and makes no child.
 * Source:    clone(2), ERRORS
 * Covers:    clone
 */
#include "contract.h"

/* Of linux/sched.h; not in every C library. */
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

#define ROW(flags) {#flags, flags}

static const struct {
  const char *key;
  unsigned long flags;
} refused[] = {
    ROW(CLONE_THREAD),
    ROW(CLONE_THREAD | CLONE_VM),
    ROW(CLONE_THREAD | CLONE_SIGHAND),
    ROW(CLONE_SIGHAND),
    ROW(CLONE_NEWNS | CLONE_FS),
    ROW(CLONE_NEWUSER | CLONE_FS),
    ROW(CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM),
    ROW(CLONE_NEWUSER | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM),
    ROW(CLONE_NEWIPC | CLONE_SYSVSEM),
    ROW(CLONE_PIDFD | CLONE_PARENT_SETTID),
    ROW(CLONE_PIDFD | CLONE_DETACHED),
};

int main(void) {
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    long child = syscall(SYS_clone, refused[i].flags | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    check(refused[i].key, call(child), "EINVAL");
  }
  check("no_child_was_made", call(waitpid(-1, 0, __WALL)), "ECHILD");

  long child = syscall(SYS_clone, CLONE_DETACHED | CLONE_SYSVSEM | CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(7);
  check("flags_without_effect", reap((pid_t)child), "exited 7");
  return verdict();
}
