/* Contract:  Faults of the processor become signals with their codes, and a handler can step over the instruction.
 * Source:    sigaction(2), si_code; sigreturn(2)
 * Covers:    rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <ucontext.h>

static volatile int code, caught;
static void *volatile address;

/* Each faulting instruction below is two bytes long; a trap has passed its own already. */
static void handler(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  caught = signal;
  code = info->si_code;
  address = info->si_addr;
  if (signal != SIGTRAP) registers[REG_RIP] += 2;
  registers[REG_RCX] = 42;
}

static const char *seen(void) { return join(join(signal_name(caught), " "), signal_code(caught, code)); }

int main(void) {
  static const int signals[] = {SIGFPE, SIGILL, SIGTRAP, SIGSEGV};
  for (int i = 0; i < 4; i++)
    must(sigaction(signals[i], &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  long count = 0, zero = 0, high = 1, low = 1;
  char *at;

  __asm__ volatile("lea 1f(%%rip), %0\n1: div %%esi" : "=&r"(at), "+a"(low), "+d"(high), "+c"(count) : "S"(zero));
  check("divide", seen(), "SIGFPE FPE_INTDIV");
  check("divide_address", address == at, 1);
  check("register_set_by_handler", count, 42);
  count = 0;
  __asm__ volatile("lea 1f(%%rip), %0\n1: ud2" : "=&r"(at), "+c"(count));
  check("undefined", seen(), "SIGILL ILL_ILLOPN");
  check("undefined_address", address == at, 1);
  check("register_again", count, 42);
  __asm__ volatile("int3" : "+c"(count));
  check("breakpoint", seen(), "SIGTRAP SI_KERNEL");
  __asm__ volatile("movb (%%rsi), %%cl" : "+c"(count) : "S"(0x10L));
  check("unmapped", seen(), "SIGSEGV SEGV_MAPERR");
  check("unmapped_address", (long)address, 0x10);
  __asm__ volatile("movb (%%rsi), %%cl" : "+c"(count) : "S"(0x0800000000000000L));
  check("not_canonical", seen(), "SIGSEGV SI_KERNEL");
  check("not_canonical_address", (long)address, 0);
  __asm__ volatile("hlt\nnop" : "+c"(count));
  check("privileged", seen(), "SIGSEGV SI_KERNEL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    sigset_t set;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, 0);
    __asm__ volatile("movb (%0), %%cl" : : "S"(0x10L) : "cl", "memory");
    _exit(0);
  }
  check("blocked_fault_kills", reap(child), "killed SIGSEGV");
  return verdict();
}
