/* Contract:  PTRACE_O_TRACEFORK, VFORK, CLONE and VFORKDONE tell of children, which are traced from their birth and begin stopped.
 * Source:    ptrace(2), PTRACE_O_TRACEFORK, PTRACE_GETEVENTMSG
 * Covers:    ptrace wait4 fork vfork clone
 */
#include "contract.h"
#include "tracing.h"

static int run(void) {
  pid_t child = (pid_t)syscall(SYS_fork);
  if (child == 0) syscall(SYS_exit_group, 4);
  int status;
  waitpid(child, &status, 0);
  if (WEXITSTATUS(status) != 4) return 1;
  child = vfork();
  if (child == 0) _exit(5);
  waitpid(child, &status, 0);
  if (WEXITSTATUS(status) != 5) return 2;
  child = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
  if (child == 0) syscall(SYS_exit_group, 6);
  if (waitpid(child, &status, __WCLONE) != child) return 3;
  return 7;
}

static pid_t told(pid_t child) {
  unsigned long message = 0;
  must(ptrace(PTRACE_GETEVENTMSG, child, 0, &message));
  return (pid_t)message;
}

int main(void) {
  pid_t child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0,
              PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORKDONE));
  check("fork", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 1");
  check("fork_rax", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0), -ENOSYS);
  pid_t grandchild = told(child);
  check("child_begins", next_status(grandchild), "stopped SIGSTOP");
  check("child_rax", ptrace(PTRACE_PEEKUSER, grandchild, 8 * RAX, 0), 0);
  check("child_call", ptrace(PTRACE_PEEKUSER, grandchild, 8 * ORIG_RAX, 0) == SYS_fork, 1);
  must(ptrace(PTRACE_CONT, child, 0, 0));
  check("child_ends", onward(PTRACE_CONT, grandchild, 0), "exited 4");
  check("parent_hears", next_status(child), "stopped SIGCHLD");
  check("vfork", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 2");
  grandchild = told(child);
  check("vfork_child_begins", next_status(grandchild), "stopped SIGSTOP");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  check("vfork_child_ends", onward(PTRACE_CONT, grandchild, 0), "exited 5");
  check("vfork_done", next_status(child), "stopped SIGTRAP event 5");
  check("vfork_done_of", told(child) == grandchild, 1);
  check("parent_hears_too", onward(PTRACE_CONT, child, 0), "stopped SIGCHLD");
  check("clone", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 3");
  grandchild = told(child);
  check("clone_begins", next_status(grandchild), "stopped SIGSTOP");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  check("clone_ends", onward(PTRACE_CONT, grandchild, 0), "exited 6");
  check("end", next_status(child), "exited 7");
  check("unknown_option", call(ptrace(PTRACE_SETOPTIONS, traced(run), 0, 0x400)), "EINVAL");
  return verdict();
}
