/* Contract:  With SS_AUTODISARM the alternate stack is off while a handler runs on it, so that it may be set anew there;
 *            returning brings the old one back.
 * Source:    sigaltstack(2), SS_AUTODISARM
 * Covers:    sigaltstack rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <ucontext.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif
static char first[16384], second[16384];
static volatile int inside, on_first, saved_flags, change;

static void handler(int signal, siginfo_t *info, void *context) {
  stack_t now;
  char here;
  (void)signal, (void)info;
  on_first = (uintptr_t)&here - (uintptr_t)first < sizeof first;
  sigaltstack(0, &now);
  inside = now.ss_flags;
  saved_flags = ((ucontext_t *)context)->uc_stack.ss_flags;
  change = sigaltstack(&(stack_t){.ss_sp = second, .ss_size = sizeof second}, 0) ? errno : 0;
}

static const char *names_of(int value) {
  return FLAGS((unsigned)value, NAME(SS_ONSTACK), NAME(SS_DISABLE), {SS_AUTODISARM, "SS_AUTODISARM"});
}

/* musl refuses SS_ONSTACK, which the kernel takes. */
static void set(int flags) {
  must(syscall(SYS_sigaltstack, &(stack_t){.ss_sp = first, .ss_size = sizeof first, .ss_flags = flags}, 0));
}

int main(void) {
  stack_t now;
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_ONSTACK | SA_SIGINFO}, 0));
  set((int)SS_AUTODISARM);
  must(sigaltstack(0, &now));
  check("before", names_of(now.ss_flags), "SS_AUTODISARM");
  must(kill(getpid(), SIGUSR1));
  check("handler_on_it", on_first, 1);
  check("inside", names_of(inside), "SS_DISABLE");
  check("in_frame", names_of(saved_flags), "SS_AUTODISARM");
  check("change_inside", error_name(change), "0");
  must(sigaltstack(0, &now));
  check("after", names_of(now.ss_flags), "SS_AUTODISARM");
  check("the_first_is_back", now.ss_sp == first && now.ss_size == sizeof first, 1);

  set(0);
  must(kill(getpid(), SIGUSR1));
  check("plain_inside", names_of(inside), "SS_ONSTACK");
  check("plain_in_frame", names_of(saved_flags), "0");
  check("plain_change_inside", error_name(change), "EPERM");
  set(SS_ONSTACK);
  must(sigaltstack(0, &now));
  check("onstack_given", names_of(now.ss_flags), "0");
  must(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, 0));
  must(sigaltstack(0, &now));
  check("disabled", names_of(now.ss_flags), "SS_DISABLE");
  check("disabled_has_none", now.ss_sp == 0 && now.ss_size == 0, 1);
  must(kill(getpid(), SIGUSR1));
  check("handler_elsewhere", on_first, 0);
  check("bad_address", call(syscall(SYS_sigaltstack, 8, 0)), "EFAULT");
  check("bad_old_address", call(syscall(SYS_sigaltstack, 0, 8)), "EFAULT");
  check("small_is_enomem", call(syscall(SYS_sigaltstack, &(stack_t){.ss_sp = first, .ss_size = 2047}, 0)), "ENOMEM");
  return verdict();
}
