/* Contract:  The frame of a fault says which trap it was, of what kind, at which address; a sent signal says nothing.
 * Source:    sigaction(2); arch/x86/include/uapi/asm/sigcontext.h, trapno, err, cr2
 * Covers:    rt_sigaction rt_sigreturn mprotect
 */
#include "contract.h"

#include <sys/mman.h>
#include <ucontext.h>

static volatile long trap, error, cr2, address, skip;
static volatile int code, signal_seen;

static void handler(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  signal_seen = signal;
  code = info->si_code;
  address = (long)info->si_addr;
  trap = registers[REG_TRAPNO];
  error = registers[REG_ERR];
  cr2 = registers[REG_CR2];
  registers[REG_RIP] += skip;
}

static void show(const char *key, const char *expected) {
  const char *what = join(join(signal_name(signal_seen), " "), signal_code(signal_seen, code));
  check(key, join(what, join(join(" trap ", number(trap, 10)), join(" error ", number(error, 10)))), expected);
}

int main(void) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGUSR1};
  for (int i = 0; i < 6; i++)
    must(sigaction(signals[i], &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  char *page = (char *)must(mmap(0, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(munmap(page + 4096, 4096));

  skip = 2;
  __asm__ volatile("movb (%0), %%al" : : "S"(page) : "rax", "memory"); /* so that it is present */
  __asm__ volatile("movb %%al, (%0)" : : "S"(page + 5) : "memory");
  show("write_to_read_only", "SIGSEGV SEGV_ACCERR trap 14 error 7");
  check("its_address", address - (long)page, 5);
  check("its_cr2", cr2 - (long)page, 5);
  __asm__ volatile("movb (%0), %%al" : : "S"(page + 4096 + 9) : "rax", "memory");
  show("read_unmapped", "SIGSEGV SEGV_MAPERR trap 14 error 4");
  check("unmapped_address", address - (long)page, 4096 + 9);
  __asm__ volatile("movb %%al, (%0)" : : "S"(page + 4096) : "memory");
  show("write_unmapped", "SIGSEGV SEGV_MAPERR trap 14 error 6");
  __asm__ volatile("ud2");
  show("undefined", "SIGILL ILL_ILLOPN trap 6 error 0");
  __asm__ volatile("xor %%edx, %%edx; mov $1, %%eax; xor %%ecx, %%ecx; div %%ecx" : : : "rax", "rcx", "rdx");
  show("divide", "SIGFPE FPE_INTDIV trap 0 error 0");
  __asm__ volatile("hlt; nop");
  show("privileged", "SIGSEGV SI_KERNEL trap 13 error 0");
  __asm__ volatile("movb (%0), %%al" : : "S"(0x8000000000000000) : "rax", "memory");
  show("not_canonical", "SIGSEGV SI_KERNEL trap 13 error 0");
  skip = 0;
  __asm__ volatile("int3");
  show("breakpoint", "SIGTRAP SI_KERNEL trap 3 error 0");
  return verdict();
}
