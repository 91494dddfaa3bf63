/* Contract:  A blocked signal stays pending, once however often it came, and is delivered before sigprocmask returns.
 * Source:    sigprocmask(2); signal(7), "Signal mask and pending signals"
 * Covers:    rt_sigprocmask rt_sigpending kill rt_sigaction
 */
#include "contract.h"

static volatile sig_atomic_t usr1, usr2, order;

static void handler(int signal) {
  if (signal == SIGUSR1) usr1++;
  else usr2++;
  order = order * 100 + signal;
}

static const char *pending(void) {
  sigset_t set;
  must(sigpending(&set));
  return signal_set(&set);
}

int main(void) {
  sigset_t set, old;
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler}, 0));
  must(sigaction(SIGUSR2, &(struct sigaction){.sa_handler = handler}, 0));
  must(kill(getpid(), SIGUSR1));
  check("unblocked_before_kill_returns", usr1, 1);

  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGKILL);
  must(sigprocmask(SIG_BLOCK, &set, &old));
  check("old_mask", signal_set(&old), "none");
  must(sigprocmask(SIG_BLOCK, 0, &old));
  check("kill_cannot_be_blocked", signal_set(&old), "SIGUSR1|SIGUSR2");
  must(kill(getpid(), SIGUSR2));
  for (int i = 0; i < 3; i++) must(kill(getpid(), SIGUSR1));
  check("pending", pending(), "SIGUSR1|SIGUSR2");
  check("not_delivered", usr1, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    sigprocmask(SIG_BLOCK, 0, &old);
    _exit((strcmp(pending(), "none") ? 1 : 0) | (sigismember(&old, SIGUSR2) ? 0 : 2));
  }
  check("child_has_mask_but_nothing_pending", reap(child), "exited 0");

  sigdelset(&set, SIGUSR2);
  must(sigprocmask(SIG_UNBLOCK, &set, 0));
  check("delivered_once", usr1, 2);
  check("other_still_pending", pending(), "SIGUSR2");
  must(signal(SIGUSR2, SIG_IGN) == SIG_ERR ? -1 : 0);
  check("ignoring_discards", pending(), "none");
  sigemptyset(&set);
  must(sigprocmask(SIG_SETMASK, &set, 0));
  check("discarded_for_good", usr2, 0);
  check("bad_how", call(sigprocmask(99, &set, 0)), "EINVAL");
  check("bad_size", call(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, 0, 4)), "EINVAL");
  return verdict();
}
