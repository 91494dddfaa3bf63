/* Contract:  PTRACE_ATTACH stops a process by SIGSTOP in the middle of its call, which shows as to be restarted and is once it is let go.
 * Source:    ptrace(2), "Attaching and detaching", PTRACE_ATTACH; kernel/ptrace.c, ptrace_attach, ptrace_check_attach
 * Covers:    ptrace wait4 read
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

static int p[2];

static pid_t reader(void) {
  int ready[2];
  must(pipe(p));
  must(pipe(ready));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte = 0;
    if (write(ready[1], "x", 1) != 1) _exit(1);
    _exit(read(p[0], &byte, 1) == 1 ? byte : 99);
  }
  char byte;
  must(read(ready[0], &byte, 1));
  await_sleep(child);
  return child;
}

int main(void) {
  pid_t child = reader();
  check("oneself", call(ptrace(PTRACE_ATTACH, getpid(), 0, 0)), "EPERM");
  check("nobody", call(ptrace(PTRACE_ATTACH, 32000, 0, 0)), "ESRCH");
  check("negative", call(ptrace(PTRACE_ATTACH, -child, 0, 0)), "ESRCH");
  check("not_traced", call(ptrace(PTRACE_CONT, child, 0, 0)), "ESRCH");
  check("attach", call(ptrace(PTRACE_ATTACH, child, 0, 0)), "0");
  check("stop", next_status(child), "stopped SIGSTOP");
  check("twice", call(ptrace(PTRACE_ATTACH, child, 0, 0)), "EPERM");
  struct user_regs_struct regs = registers(child);
  check("call", (long)regs.orig_rax == SYS_read, 1);
  check("to_be_restarted", (long)regs.rax, -512);
  check("unknown_request", call(syscall(SYS_ptrace, 0x4300, child, 0, 0)), "EIO");
  check("detach_with_bad_signal", call(ptrace(PTRACE_DETACH, child, 0, 65)), "EIO");
  check("detach", call(ptrace(PTRACE_DETACH, child, 0, 0)), "0");
  check("detached", call(ptrace(PTRACE_CONT, child, 0, 0)), "ESRCH");
  must(write(p[1], "A", 1));
  check("restarted", reap(child), "exited 65");

  child = reader();
  must(ptrace(PTRACE_ATTACH, child, 0, 0));
  next_status(child);
  regs = registers(child);
  regs.orig_rax = -1;
  must(ptrace(PTRACE_SETREGS, child, 0, &regs));
  must(ptrace(PTRACE_DETACH, child, 0, 0));
  check("not_restarted", reap(child), "exited 99");

  child = reader();
  must(ptrace(PTRACE_ATTACH, child, 0, 0));
  next_status(child);
  must(ptrace(PTRACE_CONT, child, 0, 0));
  await_sleep(child);
  check("while_it_runs", call(ptrace(PTRACE_PEEKDATA, child, p, 0)), "ESRCH");
  must(kill(child, SIGUSR1));
  check("signal_in_the_call", next_status(child), "stopped SIGUSR1");
  check("detach_with_signal", call(ptrace(PTRACE_DETACH, child, 0, SIGTERM)), "0");
  check("signal_came", reap(child), "killed SIGTERM");
  return verdict();
}
