/* Contract:  A tracee's execve ends in SIGTRAP, or in an event where the tracer asks for it or has seized; the event tells the old thread's id.
 * Source:    ptrace(2), PTRACE_O_TRACEEXEC, "execve(2) under ptrace"
 * Covers:    ptrace execve wait4
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

static int hold[2];

static int run(void) {
  char byte;
  if (read(hold[0], &byte, 1) != 1) return 1;
  char *argv[] = {"contract", "again", 0}, *envp[] = {0};
  return execve("/proc/self/exe", argv, envp);
}

static int fails(void) {
  char *argv[] = {"contract", 0}, *envp[] = {0};
  return execve("/nowhere", argv, envp) == -1 ? 8 : 9;
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc == 2) return 3;
  must(pipe(hold));
  must(write(hold[1], "xxxx", 4));
  siginfo_t info;
  pid_t child = traced(run);
  check("trap", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  must(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  check("trap_code", signal_code(info.si_signo, info.si_code), "SI_USER");
  check("trap_call", ptrace(PTRACE_PEEKUSER, child, 8 * ORIG_RAX, 0) == SYS_execve, 1);
  check("trap_rax", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0), 0);
  check("after_trap", onward(PTRACE_CONT, child, 0), "exited 3");

  child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXEC));
  check("event", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 4");
  unsigned long message = 0;
  must(ptrace(PTRACE_GETEVENTMSG, child, 0, &message));
  check("event_message", (pid_t)message == child, 1);
  check("after_event", onward(PTRACE_CONT, child, 0), "exited 3");

  child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD));
  check("read_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("read_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("execve_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("execve_event", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP event 4");
  check("execve_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("execve_rax", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0), 0);
  check("end", onward(PTRACE_CONT, child, 0), "exited 3");
  check("failed_execve_tells_nothing", onward(PTRACE_CONT, traced(fails), 0), "exited 8");
  return verdict();
}
