/* Contract:  A signal frame holds the interrupted registers, the mask to go back to, the stack, and siginfo; what the
 *            handler changes there is what the program goes on with.
 * Source:    sigaction(2), ucontext; arch/x86/kernel/signal_64.c, struct rt_sigframe
 * Covers:    rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <ucontext.h>

static volatile long seen[8];
static volatile int same_info, link_is_null, fpstate_given, segments, aligned;
static char mask[CONTRACT_TEXT], mask_inside[CONTRACT_TEXT];

static void handler(int signal, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  greg_t *registers = uc->uc_mcontext.gregs;
  sigset_t now;
  (void)signal;
  static const int order[] = {REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_R8, REG_R12, REG_R15};
  for (int i = 0; i < 7; i++) seen[i] = registers[order[i]];
  strcpy(mask, signal_set(&uc->uc_sigmask));
  sigprocmask(SIG_BLOCK, 0, &now);
  strcpy(mask_inside, signal_set(&now));
  /* struct rt_sigframe: return address, ucontext, siginfo. */
  same_info = (char *)info == (char *)context + 8 + 296;
  link_is_null = uc->uc_link == 0;
  fpstate_given = uc->uc_mcontext.fpregs != 0 && (uintptr_t)uc->uc_mcontext.fpregs % 64 == 0;
  segments = (int)(registers[REG_CSGSFS] & 0xffff);
  aligned = (uintptr_t)context % 16 == 0;
  registers[REG_RBX] = 1000;
  registers[REG_R15] = 2000;
  sigaddset(&uc->uc_sigmask, SIGHUP);
}

int main(void) {
  sigset_t set;
  struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaddset(&act.sa_mask, SIGINT);
  must(sigaction(SIGTRAP, &act, 0));
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  register long r8 __asm__("r8") = 5, r12 __asm__("r12") = 6, r15 __asm__("r15") = 7;
  long b = 1, c = 2, d = 3, s = 4;
  __asm__ volatile("int3" : "+b"(b), "+c"(c), "+d"(d), "+S"(s), "+r"(r8), "+r"(r12), "+r"(r15) : : "memory");
  long b_after = b, r15_after = r15;
  char registers[32] = "";
  for (int i = 0; i < 7; i++) registers[i] = (char)('0' + seen[i]);
  check("registers", registers, "1234567");
  check("rbx_changed", b_after, 1000);
  check("r15_changed", r15_after, 2000);
  check("mask_in_frame", mask, "SIGUSR2");
  check("mask_inside", mask_inside, "SIGINT|SIGTRAP|SIGUSR2");
  sigprocmask(SIG_BLOCK, 0, &set);
  check("mask_after", signal_set(&set), "SIGHUP|SIGUSR2");
  check("siginfo_follows_ucontext", same_info, 1);
  check("link", link_is_null, 1);
  check("fpstate_aligned_to_64", fpstate_given, 1);
  check("frame_aligned_to_16", aligned, 1);
  check("code_segment", number(segments, 16), "0x33");
  return verdict();
}
