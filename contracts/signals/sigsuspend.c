/* Contract:  sigsuspend lets a handler run with the temporary mask, answers EINTR, and the old mask is back afterwards.
 * Source:    sigsuspend(2)
 * Behaviour: B21
 * Covers:    rt_sigsuspend rt_sigprocmask rt_sigaction kill
 */
#include "contract.h"

static volatile sig_atomic_t ran;
static sigset_t in_handler;

static void handler(int signal) {
  (void)signal;
  ran++;
  sigprocmask(SIG_BLOCK, 0, &in_handler);
}

static const char *mask_now(void) {
  sigset_t set;
  must(sigprocmask(SIG_BLOCK, 0, &set));
  return signal_set(&set);
}

int main(void) {
  sigset_t block, temporary, pending;
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigaddset(&block, SIGHUP);
  sigemptyset(&temporary);
  sigaddset(&temporary, SIGUSR2);
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler}, 0));
  must(sigprocmask(SIG_SETMASK, &block, 0));
  check("mask_before", mask_now(), "SIGHUP|SIGUSR1");

  must(kill(getpid(), SIGUSR1));
  check("blocked", ran, 0);
  sigpending(&pending);
  check("pending", signal_set(&pending), "SIGUSR1");
  check("sigsuspend", call(sigsuspend(&temporary)), "EINTR");
  check("handler_ran", ran, 1);
  check("mask_in_handler", signal_set(&in_handler), "SIGUSR1|SIGUSR2");
  check("mask_after", mask_now(), "SIGHUP|SIGUSR1");
  sigpending(&pending);
  check("nothing_pending", signal_set(&pending), "none");

  pid_t parent = getpid();
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(kill(parent, SIGUSR1) ? 1 : 0);
  check("woken_by_a_child", call(sigsuspend(&temporary)), "EINTR");
  check("ran_again", ran, 2);
  check("mask_at_the_end", mask_now(), "SIGHUP|SIGUSR1");
  check("child", reap(child), "exited 0");
  return verdict();
}
