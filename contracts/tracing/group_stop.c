/* Contract:  A stop signal that is let through stops the group; the tracer is told by the bare signal, and its tracee can run on.
 * Source:    ptrace(2), "Group-stop"
 * Covers:    ptrace wait4 kill
 */
#include "contract.h"
#include "tracing.h"

static int run(void) {
  syscall(SYS_kill, getpid(), SIGSTOP);
  syscall(SYS_kill, getpid(), SIGSTOP);
  return 6;
}

int main(void) {
  pid_t child = traced(run);
  siginfo_t info;
  check("signal", onward(PTRACE_CONT, child, 0), "stopped SIGSTOP");
  check("has_information", call(ptrace(PTRACE_GETSIGINFO, child, 0, &info)), "0");
  check("group_stop", onward(PTRACE_CONT, child, SIGSTOP), "stopped SIGSTOP");
  check("has_none", call(ptrace(PTRACE_GETSIGINFO, child, 0, &info)), "EINVAL");
  check("runs_on", onward(PTRACE_CONT, child, 0), "stopped SIGSTOP");
  check("suppressed", onward(PTRACE_CONT, child, 0), "exited 6");

  child = traced(run);
  onward(PTRACE_CONT, child, 0);
  check("again", onward(PTRACE_CONT, child, SIGSTOP), "stopped SIGSTOP");
  check("detach", call(ptrace(PTRACE_DETACH, child, 0, 0)), "0");
  must(kill(child, SIGCONT));
  int status;
  must(waitpid(child, &status, WUNTRACED));
  check("untraced_stop", wait_status(status), "stopped SIGSTOP");
  must(kill(child, SIGCONT));
  check("end", reap(child), "exited 6");
  return verdict();
}
