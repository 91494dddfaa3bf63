/* Contract:  A sleep that a tracer breaks off goes on afterwards, by restart_syscall; what a signal that is dropped broke off, too.
 * Source:    ptrace(2), restart_syscall(2)
 * Covers:    ptrace nanosleep restart_syscall
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

static int sleeps(void) {
  struct timespec time = {0, 30000000}, before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  if (syscall(SYS_nanosleep, &time, 0) != 0) return 1;
  clock_gettime(CLOCK_MONOTONIC, &after);
  long passed = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
  return passed >= 30000000 ? 5 : 2;
}

static int polls(void) {
  struct pollfd none;
  return poll(&none, 0, -1) == -1 && errno == EINTR ? 6 : 1;
}

int main(void) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(polls());
  await_sleep(child);
  must(ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESYSGOOD));
  must(ptrace(PTRACE_INTERRUPT, child, 0, 0));
  check("interrupted", next_status(child), "stopped SIGTRAP event 128");
  struct user_regs_struct regs = registers(child);
  check("restart_block", (long)regs.rax, -516);
  check("in_poll", (long)regs.orig_rax == SYS_poll, 1);
  check("goes_on", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("by_restart", (long)registers(child).orig_rax == SYS_restart_syscall, 1);
  must(ptrace(PTRACE_CONT, child, 0, 0));
  await_sleep(child);
  must(kill(child, SIGUSR1));
  check("signal", next_status(child), "stopped SIGUSR1");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  await_sleep(child);
  must(ptrace(PTRACE_INTERRUPT, child, 0, 0));
  next_status(child);
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, (long)-EINTR));
  check("error_instead", onward(PTRACE_CONT, child, 0), "exited 6");

  child = traced(sleeps);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  check("sleep_enters", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  must(ptrace(PTRACE_SYSCALL, child, 0, 0));
  check("sleep_leaves", next_status(child), "stopped SIGTRAP+0x80");
  check("sleep_result", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0), 0);
  check("end", onward(PTRACE_CONT, child, 0), "exited 5");
  return verdict();
}
