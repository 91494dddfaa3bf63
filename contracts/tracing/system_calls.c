/* Contract:  PTRACE_SYSCALL stops before and after each call; before it rax is -ENOSYS and orig_rax the number, and both may be changed.
 * Source:    ptrace(2), "Syscall-stops"; kernel/entry/common.c, syscall_trace_enter
 * Covers:    ptrace wait4 getppid
 */
#include "contract.h"
#include "tracing.h"

static int run(void) {
  if (syscall(SYS_getppid) != 4242) return 1;
  if (syscall(SYS_getpid) != 77) return 2;
  if (syscall(SYS_getuid) != -1 || errno != EPERM) return 3;
  return syscall(1000) == -1 && errno == ENOSYS ? 9 : 4;
}

int main(void) {
  pid_t child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  check("entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  struct user_regs_struct regs = registers(child);
  check("entry_number", (long)regs.orig_rax == SYS_getppid, 1);
  check("entry_rax", (long)regs.rax, -ENOSYS);
  check("exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  regs = registers(child);
  check("exit_number", (long)regs.orig_rax == SYS_getppid, 1);
  check("exit_rax_is_parent", regs.rax == (unsigned long)getpid(), 1);
  regs.rax = 4242;
  must(ptrace(PTRACE_SETREGS, child, 0, &regs));

  check("second_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  must(ptrace(PTRACE_POKEUSER, child, 8 * ORIG_RAX, SYS_getppid));
  check("second_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("other_call_was_made", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0) == getpid(), 1);
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, 77));

  check("third_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  must(ptrace(PTRACE_POKEUSER, child, 8 * ORIG_RAX, -1l));
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, (long)-EPERM));
  check("third_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("skipped_keeps_rax", ptrace(PTRACE_PEEKUSER, child, 8 * RAX, 0), -EPERM);

  check("unknown_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("unknown_number", ptrace(PTRACE_PEEKUSER, child, 8 * ORIG_RAX, 0), 1000);
  check("unknown_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("without_the_option", ptrace(PTRACE_SETOPTIONS, child, 0, 0), 0);
  check("plain_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP");
  check("end", onward(PTRACE_SYSCALL, child, 0), "exited 9");
  return verdict();
}
