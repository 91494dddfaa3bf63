/* Contract:  A seized process is not stopped until PTRACE_INTERRUPT; its group-stops are events, and PTRACE_LISTEN waits for their end.
 * Source:    ptrace(2), PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_LISTEN, "Group-stop"
 * Covers:    ptrace wait4 kill
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

static int run(void) {
  for (;;) pause();
}

static pid_t sleeper(void) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(run());
  await_sleep(child);
  return child;
}

int main(void) {
  pid_t child = sleeper();
  int status;
  check("address", call(ptrace(PTRACE_SEIZE, child, 8, 0)), "EIO");
  check("unknown_option", call(ptrace(PTRACE_SEIZE, child, 0, 1l << 30)), "EIO");
  check("seize", call(ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESYSGOOD)), "0");
  check("not_stopped", call(waitpid(child, &status, __WALL | WNOHANG)), "0");
  check("interrupt", call(ptrace(PTRACE_INTERRUPT, child, 0, 0)), "0");
  check("event", next_status(child), "stopped SIGTRAP event 128");
  siginfo_t info;
  must(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  check("info_signal", signal_name(info.si_signo), "SIGTRAP");
  check("info_code", info.si_code, 128 << 8 | SIGTRAP);
  check("info_from_itself", info.si_pid == child, 1);
  check("entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("listen_elsewhere", call(ptrace(PTRACE_LISTEN, child, 0, 0)), "EIO");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  await_sleep(child);
  must(kill(child, SIGSTOP));
  check("stop_signal", next_status(child), "stopped SIGSTOP");
  check("group_stop", onward(PTRACE_CONT, child, SIGSTOP), "stopped SIGSTOP event 128");
  check("listen", call(ptrace(PTRACE_LISTEN, child, 0, 0)), "0");
  check("quiet", call(waitpid(child, &status, __WALL | WNOHANG)), "0");
  check("not_to_be_handled", call(ptrace(PTRACE_CONT, child, 0, 0)), "ESRCH");
  must(kill(child, SIGCONT));
  check("goes_on", next_status(child), "stopped SIGTRAP event 128");
  check("continue_signal", onward(PTRACE_CONT, child, 0), "stopped SIGCONT");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  must(kill(child, SIGKILL));
  check("end", next_status(child), "killed SIGKILL");

  child = sleeper();
  must(kill(child, SIGSTOP));
  must(waitpid(child, &status, WUNTRACED));
  must(ptrace(PTRACE_SEIZE, child, 0, 0));
  check("seized_while_stopped", next_status(child), "stopped SIGSTOP event 128");
  must(ptrace(PTRACE_DETACH, child, 0, 0));
  must(kill(child, SIGCONT));
  must(kill(child, SIGTERM));
  check("end_of_the_stopped", reap(child), "killed SIGTERM");

  child = sleeper();
  must(ptrace(PTRACE_ATTACH, child, 0, 0));
  next_status(child);
  check("interrupt_attached", call(ptrace(PTRACE_INTERRUPT, child, 0, 0)), "EIO");
  check("listen_attached", call(ptrace(PTRACE_LISTEN, child, 0, 0)), "EIO");
  must(kill(child, SIGKILL));
  check("end_of_the_attached", next_status(child), "killed SIGKILL");
  return verdict();
}
