/* Contract:  Registers of a tracee are read and set as sets and as words of struct user; what user mode cannot have is EIO.
 * Source:    ptrace(2), PTRACE_PEEKUSER, PTRACE_GETREGSET; arch/x86/kernel/ptrace.c, putreg
 * Covers:    ptrace
 */
#include "contract.h"
#include "tracing.h"

#include <sys/uio.h>

enum { PRSTATUS = 1, PRFPREG = 2 };

static int run(void) {
  double sum = 0;
  long rbx = 5, answer;
  __asm__ volatile(
      "movsd %[one], %%xmm3\n"
      "mov $0x123456789abcdef0, %%rbx\n"
      "int3\n"
      "mov %%rbx, %[answer]\n"
      "movsd %%xmm3, %[sum]\n"
      : [answer] "=&r"(answer), [sum] "=m"(sum)
      : [one] "m"((double){1.5})
      : "rbx", "xmm3");
  (void)rbx;
  return answer == 77 && sum == 2.5 ? 10 : 1;
}

static const char *poke(pid_t child, size_t offset, unsigned long value) {
  return call(ptrace(PTRACE_POKEUSER, child, offset, value));
}

static const char *peek(pid_t child, unsigned long offset) {
  errno = 0;
  long value = ptrace(PTRACE_PEEKUSER, child, offset, 0);
  return errno ? error_name(errno) : number(value, 16);
}

int main(void) {
  pid_t child = traced(run);
  check("stop", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  check("rbx", peek(child, offsetof(struct user, regs.rbx)), "0x123456789abcdef0");
  check("cs", peek(child, offsetof(struct user, regs.cs)), "0x33");
  check("ss", peek(child, offsetof(struct user, regs.ss)), "0x2b");
  check("ds", peek(child, offsetof(struct user, regs.ds)), "0x0");
  check("between", peek(child, offsetof(struct user, u_tsize)), "0x0");
  check("first_debug", peek(child, offsetof(struct user, u_debugreg)), "0x0");
  check("last_debug", peek(child, offsetof(struct user, u_debugreg[7])), "0x0");
  check("debug_status", peek(child, offsetof(struct user, u_debugreg[6])), "0xffff0ff0");
  check("unaligned", peek(child, 4), "EIO");
  check("beyond", peek(child, 928), "EIO");
  check("poke_between", poke(child, offsetof(struct user, u_tsize), 1), "EIO");
  check("poke_unaligned", poke(child, 1, 1), "EIO");
  check("kernel_selector", poke(child, offsetof(struct user, regs.cs), 0x10), "EIO");
  check("null_selector", poke(child, offsetof(struct user, regs.ss), 0), "EIO");
  check("kernel_base", poke(child, offsetof(struct user, regs.fs_base), 1ul << 63), "EIO");
  check("carry", poke(child, offsetof(struct user, regs.eflags), 0x3001), "0");
  check("flags", peek(child, offsetof(struct user, regs.eflags)), "0x203");
  check("set_rbx", poke(child, offsetof(struct user, regs.rbx), 76), "0");

  struct user_regs_struct regs;
  struct iovec part = {&regs, 6 * 8}, whole = {&regs, 4096}, odd = {&regs, 12};
  memset(&regs, 0xee, sizeof regs);
  check("part", call(ptrace(PTRACE_GETREGSET, child, PRSTATUS, &part)), "0");
  check("part_length", (long)part.iov_len, 48);
  check("part_rbx", (long)regs.rbx, 76);
  check("not_more", regs.r11 == 0xeeeeeeeeeeeeeeee, 1);
  check("whole", call(ptrace(PTRACE_GETREGSET, child, PRSTATUS, &whole)), "0");
  check("whole_length", (long)whole.iov_len, (long)sizeof regs);
  check("odd_length", call(ptrace(PTRACE_GETREGSET, child, PRSTATUS, &odd)), "EINVAL");
  check("unknown_set", call(ptrace(PTRACE_GETREGSET, child, 99, &whole)), "EINVAL");
  regs.rbx = 77;
  part.iov_len = 48;
  check("set_part", call(ptrace(PTRACE_SETREGSET, child, PRSTATUS, &part)), "0");

  struct user_fpregs_struct floats;
  check("floats", call(ptrace(PTRACE_GETFPREGS, child, 0, &floats)), "0");
  double value;
  memcpy(&value, &floats.xmm_space[12], 8);
  check("xmm3", value == 1.5, 1);
  check("mxcsr", number(floats.mxcsr, 16), "0x1f80");
  value = 2.5;
  memcpy(&floats.xmm_space[12], &value, 8);
  check("set_floats", call(ptrace(PTRACE_SETFPREGS, child, 0, &floats)), "0");
  floats.mxcsr = 0x80000000;
  check("reserved_mxcsr", call(ptrace(PTRACE_SETFPREGS, child, 0, &floats)), "EINVAL");
  struct iovec set = {&floats, sizeof floats};
  check("float_set", call(ptrace(PTRACE_GETREGSET, child, PRFPREG, &set)), "0");
  check("float_length", (long)set.iov_len, 512);
  check("to_nowhere", call(ptrace(PTRACE_GETREGS, child, 0, 16)), "EFAULT");
  check("end", onward(PTRACE_CONT, child, 0), "exited 10");
  return verdict();
}
