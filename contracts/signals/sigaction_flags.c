/* Contract:  In a handler its own signal and sa_mask are blocked; SA_NODEFER leaves it free, SA_RESETHAND fires once.
 * Source:    sigaction(2)
 * Covers:    rt_sigaction rt_sigreturn rt_sigprocmask
 */
#include "contract.h"

static char inside[CONTRACT_TEXT];
static volatile sig_atomic_t depth, deepest, calls;

static void handler(int signal) {
  sigset_t set;
  sigprocmask(SIG_BLOCK, 0, &set);
  strcpy(inside, signal_set(&set));
  if (++depth > deepest) deepest = depth;
  if (++calls == 1) kill(getpid(), signal);
  depth--;
}

static void go(int flags) {
  struct sigaction act = {.sa_handler = handler, .sa_flags = flags};
  sigaddset(&act.sa_mask, SIGUSR2);
  must(sigaction(SIGUSR1, &act, 0));
  depth = deepest = calls = 0;
  must(kill(getpid(), SIGUSR1));
}

static const char *action_now(void) {
  struct sigaction now;
  must(sigaction(SIGUSR1, 0, &now));
  return now.sa_handler == SIG_DFL ? "SIG_DFL" : now.sa_handler == handler ? "handler" : "other";
}

int main(void) {
  sigset_t mask;
  go(0);
  check("mask_inside", inside, "SIGUSR1|SIGUSR2");
  check("second_waits", deepest, 1);
  check("second_comes", calls, 2);
  sigprocmask(SIG_BLOCK, 0, &mask);
  check("mask_after", signal_set(&mask), "none");

  go(SA_NODEFER);
  check("nodefer_mask_inside", inside, "SIGUSR2");
  check("nodefer_nests", deepest, 2);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    go(SA_RESETHAND); /* the handler sends itself the second one, which meets the default action */
    _exit(1);
  }
  check("resethand_second", reap(child), "killed SIGUSR1");
  calls = 1;
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_RESETHAND}, 0));
  check("before", action_now(), "handler");
  must(kill(getpid(), SIGUSR1));
  check("resethand_ran", calls, 2);
  check("resethand_after", action_now(), "SIG_DFL");

  check("kill_cannot_be_caught", call(sigaction(SIGKILL, &(struct sigaction){.sa_handler = handler}, 0)), "EINVAL");
  check("stop_cannot_be_ignored", call(sigaction(SIGSTOP, &(struct sigaction){.sa_handler = SIG_IGN}, 0)), "EINVAL");
  check("no_such_signal", call(sigaction(65, 0, 0)), "EINVAL");
  return verdict();
}
