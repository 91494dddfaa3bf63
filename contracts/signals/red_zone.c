/* Contract:  A signal frame leaves the 128 bytes below the stack pointer alone, and rt_sigreturn brings all general
 *            registers and flags back.
 * Source:    System V ABI, AMD64 supplement, "The Stack Frame"; arch/x86/kernel/signal.c, get_sigframe
 * Covers:    rt_sigaction rt_sigreturn
 */
#include "contract.h"

static volatile int runs;

static void handler(int signal) {
  (void)signal;
  runs++;
  __asm__ volatile("mov $-1, %%rax\n mov %%rax, %%rcx\n mov %%rax, %%r9\n cld\n clc" : : : "rax", "rcx", "r9", "cc");
}

int main(void) {
  long below_first, below_last, kept, flags;
  must(sigaction(SIGTRAP, &(struct sigaction){.sa_handler = handler}, 0));
  __asm__ volatile(
      "mov $77, %%r9\n stc\n"
      "int3\n"
      "lea -256(%%rsp), %%rsp\n pushfq\n pop %1\n lea 256(%%rsp), %%rsp\n mov %%r9, %0\n"
      : "=&r"(kept), "=&r"(flags)
      :
      : "r9", "cc", "memory");
  check("handler_ran", runs, 1);
  check("register", kept, 77);
  check("carry", flags & 1, 1);
  __asm__ volatile(
      "movq $1234, -8(%%rsp)\n movq $5678, -128(%%rsp)\n"
      "int3\n"
      "movq -8(%%rsp), %0\n movq -128(%%rsp), %1\n"
      : "=&r"(below_first), "=&r"(below_last)
      :
      : "memory");
  check("first_below", below_first, 1234);
  check("last_of_the_red_zone", below_last, 5678);
  check("handler_ran_again", runs, 2);
  return verdict();
}
