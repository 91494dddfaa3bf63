/* Contract:  rt_sigreturn with a frame that cannot be read, or that names a kernel address to go on at, ends in SIGSEGV.
 * Source:    sigreturn(2); arch/x86/kernel/signal_64.c, rt_sigreturn
 * Covers:    rt_sigreturn rt_sigaction wait4
 */
#include "contract.h"

#include <ucontext.h>

enum { STACK, RIP, FLOAT, NOTHING };
static int breaks;

static void handler(int signal, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  (void)signal, (void)info;
  if (breaks == RIP) uc->uc_mcontext.gregs[REG_RIP] = 16;
  if (breaks == FLOAT) uc->uc_mcontext.fpregs = (void *)8;
}

static void ends(int signal) { _exit(signal == SIGSEGV ? 40 : 41); }

static const char *with(int what, int caught) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  breaks = what;
  sigaction(SIGUSR1, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0);
  if (caught) sigaction(SIGSEGV, &(struct sigaction){.sa_handler = ends}, 0);
  if (what == STACK) __asm__ volatile("mov $0x1000, %%esp\n mov $15, %%eax\n syscall" : : : "memory");
  kill(getpid(), SIGUSR1);
  _exit(30);
}

int main(void) {
  check("whole", with(NOTHING, 0), "exited 30");
  check("no_stack", with(STACK, 0), "killed SIGSEGV");
  check("unmapped_target", with(RIP, 0), "killed SIGSEGV");
  check("unmapped_target_caught", with(RIP, 1), "exited 40");
  check("float_state_unreadable", with(FLOAT, 0), "killed SIGSEGV");
  check("float_state_unreadable_caught", with(FLOAT, 1), "exited 40");
  return verdict();
}
