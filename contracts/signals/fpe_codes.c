/* Contract:  an unmasked floating-point exception is a SIGFPE that says which; a handler that masks it in the saved
 *            state lets the instruction run again. The x87 tells only at its next waiting instruction.
 * Source:    sigaction(2), "FPE_FLTDIV"; Linux math_error(), fpu__exception_code()
 * Covers:    rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <ucontext.h>

static const struct contract_name codes[] = {
    NAME(FPE_FLTDIV), NAME(FPE_FLTOVF), NAME(FPE_FLTUND), NAME(FPE_FLTRES), NAME(FPE_FLTINV), NAME(FPE_INTDIV),
};
static volatile int code;
static volatile int at_instruction;

static void on_signal(int signal, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  (void)signal;
  code = info->si_code;
  at_instruction = info->si_addr == (void *)uc->uc_mcontext.gregs[REG_RIP];
  uc->uc_mcontext.fpregs->mxcsr |= 0x1f80;
  uc->uc_mcontext.fpregs->cwd |= 0x3f;
  uc->uc_mcontext.fpregs->swd &= ~0x80ff;
}

static const char *seen(void) {
  const char *name = code == 0 ? "none" : "other";
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (codes[i].value == code) name = codes[i].name;
  code = 0;
  return name;
}

static double divide(uint32_t mxcsr, double a, double b) {
  __asm__ volatile("ldmxcsr %1; divsd %2, %0" : "+x"(a) : "m"(mxcsr), "x"(b));
  return a;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGFPE, &action, 0));

  double result = divide(0x1f80 & ~0x200, 1, 0);
  check("sse_1_by_0", seen(), "FPE_FLTDIV");
  check("address_is_the_instruction", at_instruction, 1);
  check("ran_again_masked", result > 1e308, 1);
  divide(0x1f80 & ~0x80, 0, 0);
  check("sse_0_by_0", seen(), "FPE_FLTINV");
  divide(0x1f80 & ~0x400, 1e300, 1e-300);
  check("sse_overflow", seen(), "FPE_FLTOVF");
  divide(0x1f80 & ~0x800, 1e-300, 1e300);
  check("sse_underflow", seen(), "FPE_FLTUND");
  divide(0x1f80 & ~0x1000, 1, 3);
  check("sse_inexact", seen(), "FPE_FLTRES");
  divide(0x1f80, 1, 0);
  check("sse_masked", seen(), "none");

  uint16_t control = 0x37f & ~4;
  __asm__ volatile("fninit; fldcw %0; fldz; fld1; fdiv %%st(1), %%st; fnstcw %0" : "+m"(control));
  check("x87_1_by_0", seen(), "none");
  __asm__ volatile("fwait");
  check("x87_at_the_next", seen(), "FPE_FLTDIV");
  __asm__ volatile("fninit");
  return verdict();
}
