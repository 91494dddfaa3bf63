/* Contract:  Of several signals that become deliverable at once the lowest number is taken first; without a mask its handler
 *            is interrupted by the next before it starts, with a mask they run one after the other.
 * Source:    signal(7), "Execution of signal handlers"; kernel/signal.c, next_signal
 * Covers:    rt_sigprocmask rt_sigaction rt_sigreturn kill
 */
#include "contract.h"

static char order[32];

static void handler(int signal) {
  size_t at = strlen(order);
  order[at] = signal == SIGHUP ? 'h' : signal == SIGUSR1 ? 'u' : signal == SIGTERM ? 't' : 'r';
}

static const char *deliver(int masked) {
  const int signals[] = {SIGRTMIN, SIGTERM, SIGHUP, SIGUSR1};
  struct sigaction act = {.sa_handler = handler};
  sigset_t set, old;
  if (masked) sigfillset(&act.sa_mask);
  memset(order, 0, sizeof order);
  sigemptyset(&set);
  for (int i = 0; i < 4; i++) {
    must(sigaction(signals[i], &act, 0));
    sigaddset(&set, signals[i]);
  }
  must(sigprocmask(SIG_BLOCK, &set, &old));
  for (int i = 0; i < 4; i++) must(kill(getpid(), signals[i]));
  must(sigprocmask(SIG_SETMASK, &old, 0));
  return join(order, "");
}

int main(void) {
  check("masked", deliver(1), "hutr");
  check("unmasked", deliver(0), "rtuh");
  return verdict();
}
