/* Contract:  A tracer's debug registers trap a thread before an instruction, or after it changed memory, by SIGTRAP with TRAP_HWBKPT.
 * Source:    ptrace(2), PTRACE_POKEUSER; arch/x86/kernel/ptrace.c, ptrace_set_debugreg; arch/x86/kernel/hw_breakpoint.c
 * Covers:    ptrace
 */
#include "contract.h"
#include "tracing.h"

#ifndef TRAP_HWBKPT
#define TRAP_HWBKPT 4
#endif

static volatile long value;

__attribute__((noinline)) static void change(long to) { value = to; }

static int run(void) {
  change(3);
  change(5);
  return 3;
}

static size_t place(int index) { return offsetof(struct user, u_debugreg) + 8 * (size_t)index; }

static const char *read_one(pid_t child, int index) {
  errno = 0;
  long word = ptrace(PTRACE_PEEKUSER, child, place(index), 0);
  return errno ? error_name(errno) : number(word, 16);
}

static const char *set_one(pid_t child, int index, unsigned long word) {
  return call(ptrace(PTRACE_POKEUSER, child, place(index), word));
}

static const char *code(pid_t child) {
  siginfo_t info;
  must(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  return ONE_OF(info.si_code, NAME(TRAP_HWBKPT), NAME(TRAP_TRACE), NAME(SI_KERNEL));
}

int main(void) {
  pid_t child = traced(run);
  check("address", set_one(child, 0, (unsigned long)&value), "0");
  check("address_of_kernel", set_one(child, 1, ~0ul << 47), "EINVAL");
  check("fourth", set_one(child, 4, 1), "EIO");
  check("status", set_one(child, 6, 0), "0");
  check("status_kept", read_one(child, 6), "0x0");
  check("ports", set_one(child, 7, 1 | 2 << 16), "EINVAL");
  check("long_instruction", set_one(child, 7, 1 | 0xc << 16), "EINVAL");
  check("watch", set_one(child, 7, 1 | 9 << 16), "0");
  check("control", read_one(child, 7), "0x90001");
  check("changed", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("changed_code", code(child), "TRAP_HWBKPT");
  check("changed_status", read_one(child, 6), "0xffff0ff1");
  check("changed_value", ptrace(PTRACE_PEEKDATA, child, &value, 0), 3);
  check("changed_again", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("value_again", ptrace(PTRACE_PEEKDATA, child, &value, 0), 5);
  check("watched_end", onward(PTRACE_CONT, child, 0), "exited 3");

  child = traced(run);
  must(ptrace(PTRACE_POKEUSER, child, place(2), change));
  check("execution", set_one(child, 7, 1 << 4), "0");
  check("reached", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("reached_code", code(child), "TRAP_HWBKPT");
  check("before_it", registers(child).rip == (unsigned long)change, 1);
  check("resume_flag", (long)(registers(child).eflags & 0x10000) != 0, 1);
  check("reached_status", read_one(child, 6), "0xffff0ff4");
  check("reached_again", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("second_argument", (long)registers(child).rdi, 5);
  check("off", set_one(child, 7, 0), "0");
  check("end", onward(PTRACE_CONT, child, 0), "exited 3");
  return verdict();
}
