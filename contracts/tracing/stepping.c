/* Contract:  PTRACE_SINGLESTEP runs one instruction, a system call being one; a signal let through stops at its handler's first.
 * Source:    ptrace(2), PTRACE_SINGLESTEP; arch/x86/kernel/step.c, signal_setup_done
 * Covers:    ptrace wait4 rt_sigaction
 */
#include "contract.h"
#include "tracing.h"

extern char first[], after_inc[], after_call[], after_flags[], last[];
static volatile long pushed;

static void handler(int signal) { (void)signal; }

static int run(void) {
  signal(SIGUSR1, handler);
  long rax = SYS_getppid;
  __asm__ volatile(
      "mov $7, %%ebx\n"
      "int3\n"
      ".globl first\nfirst: inc %%rbx\n"
      ".globl after_inc\nafter_inc: syscall\n"
      ".globl after_call\nafter_call: pushf\n"
      "pop %%rbx\n"
      ".globl after_flags\nafter_flags: nop\n"
      ".globl last\nlast: nop\n"
      : "+a"(rax)
      :
      : "rbx", "rcx", "r11", "memory");
  return 3;
}

static const char *code(pid_t child) {
  siginfo_t info;
  must(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  if (info.si_signo == SIGTRAP && info.si_code == SIGTRAP) return "SIGTRAP";
  return ONE_OF(info.si_code, NAME(TRAP_BRKPT), NAME(TRAP_TRACE), NAME(SI_KERNEL));
}

int main(void) {
  pid_t child = traced(run);
  check("breakpoint", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("breakpoint_code", code(child), "SI_KERNEL");
  check("at_first", registers(child).rip == (unsigned long)first, 1);
  check("one_step", onward(PTRACE_SINGLESTEP, child, 0), "stopped SIGTRAP");
  check("one_step_code", code(child), "TRAP_TRACE");
  check("one_instruction", registers(child).rip == (unsigned long)after_inc, 1);
  check("its_result", (long)registers(child).rbx, 8);
  check("trap_flag_hidden", (long)(registers(child).eflags & 0x100), 0);
  check("over_a_call", onward(PTRACE_SINGLESTEP, child, 0), "stopped SIGTRAP");
  check("over_a_call_code", code(child), "TRAP_BRKPT");
  check("after_the_call", registers(child).rip == (unsigned long)after_call, 1);
  check("call_answered", registers(child).rax == (unsigned long)getpid(), 1);
  onward(PTRACE_SINGLESTEP, child, 0);
  onward(PTRACE_SINGLESTEP, child, 0);
  check("flags_popped", registers(child).rip == (unsigned long)after_flags, 1);
  check("into_a_handler", onward(PTRACE_SINGLESTEP, child, SIGUSR1), "stopped SIGTRAP");
  check("handler_code", code(child), "SIGTRAP");
  check("at_the_handler", registers(child).rip == (unsigned long)handler, 1);
  check("handler_argument", (long)registers(child).rdi, SIGUSR1);
  check("end", onward(PTRACE_CONT, child, 0), "exited 3");
  return verdict();
}
