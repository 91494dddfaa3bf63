/* Contract:  With SA_ONSTACK the handler runs on the alternate stack; returning restores the interrupted stack pointer.
 * Source:    sigaltstack(2); sigreturn(2)
 * Behaviour: B56
 * Covers:    sigaltstack rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <ucontext.h>

static char stack[32768] __attribute__((aligned(16)));
static volatile int here_in_handler, flags_in_handler, change_in_handler, interrupted_elsewhere;

static inline char *stack_pointer(void) {
  char *pointer;
  __asm__ volatile("mov %%rsp, %0" : "=r"(pointer));
  return pointer;
}

static int on_alternate(const char *pointer) { return pointer >= stack && pointer < stack + sizeof stack; }

static void handler(int signal, siginfo_t *info, void *context) {
  stack_t now;
  (void)signal;
  (void)info;
  here_in_handler = on_alternate(stack_pointer());
  sigaltstack(0, &now);
  flags_in_handler = now.ss_flags;
  change_in_handler = sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, 0) == -1 ? errno : 0;
  interrupted_elsewhere = !on_alternate((char *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RSP]);
}

static const char *stack_flags(void) {
  stack_t now;
  must(sigaltstack(0, &now));
  return FLAGS(now.ss_flags, NAME(SS_ONSTACK), NAME(SS_DISABLE));
}

int main(void) {
  check("at_start", stack_flags(), "SS_DISABLE");
  must(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, 0));
  check("set", stack_flags(), "0");
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_ONSTACK | SA_SIGINFO}, 0));
  must(sigaction(SIGUSR2, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));

  volatile long local = 12345;
  char *before = stack_pointer();
  must(kill(getpid(), SIGUSR1));
  check("handler_on_alternate", here_in_handler, 1);
  check("flags_in_handler", FLAGS(flags_in_handler, NAME(SS_ONSTACK), NAME(SS_DISABLE)), "SS_ONSTACK");
  check("change_in_handler", error_name(change_in_handler), "EPERM");
  check("interrupted_on_main_stack", interrupted_elsewhere, 1);
  check("stack_pointer_restored", stack_pointer() == before, 1);
  check("local_variable", local, 12345);
  check("flags_after", stack_flags(), "0");

  must(kill(getpid(), SIGUSR2));
  check("without_onstack", here_in_handler, 0);
  check("flags_without_onstack", flags_in_handler, 0);
  check("changed_there", error_name(change_in_handler), "0");
  check("sigreturn_brought_it_back", stack_flags(), "0");
  stack_t bad = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 8};
  check("too_small", call(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = 100}, 0)), "ENOMEM");
  check("bad_flags", call(sigaltstack(&bad, 0)), "EINVAL");
  return verdict();
}
