/* Contract:  PTRACE_SYSEMU stops before each call and does not make it: rax is what the tracer left there.
 * Source:    ptrace(2), PTRACE_SYSEMU, PTRACE_SYSEMU_SINGLESTEP
 * Covers:    ptrace
 */
#include "contract.h"
#include "tracing.h"

enum { SYSEMU = 31, SYSEMU_SINGLESTEP = 32 };

static int run(void) {
  long first = syscall(SYS_getppid), second = syscall(SYS_getuid);
  long third = syscall(SYS_getppid);
  return first == 40 && second == 2 && third == getppid() ? 9 : 1;
}

int main(void) {
  pid_t child = traced(run);
  check("stop", onward(SYSEMU, child, 0), "stopped SIGTRAP");
  check("call", ptrace(PTRACE_PEEKUSER, child, 8 * ORIG_RAX, 0) == SYS_getppid, 1);
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, 40l));
  check("next", onward(SYSEMU, child, 0), "stopped SIGTRAP");
  check("next_call", ptrace(PTRACE_PEEKUSER, child, 8 * ORIG_RAX, 0) == SYS_getuid, 1);
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, 2l));
  unsigned long before = registers(child).rip;
  check("step", onward(SYSEMU_SINGLESTEP, child, 0), "stopped SIGTRAP");
  check("one_instruction_on", registers(child).rip > before, 1);
  check("made_again", onward(PTRACE_CONT, child, 0), "exited 9");
  return verdict();
}
