/* Contract:  ppoll, pselect and epoll_pwait set a signal mask for the call; a pending signal it lets in ends them.
 * Source:    ppoll(2); epoll_pwait(2); signal(7)
 * Covers:    ppoll pselect6 epoll_pwait rt_sigprocmask kill
 */
#include "contract.h"

#include <sys/select.h>

static volatile sig_atomic_t handled;

static void handler(int signal) {
  (void)signal;
  handled++;
}

static const char *mask_now(void) {
  sigset_t set;
  must(sigprocmask(SIG_BLOCK, 0, &set));
  return signal_set(&set);
}

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  struct epoll_event event;
  struct timespec bound = {30, 0};
  sigset_t block, none;
  sigemptyset(&none);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  must(pipe(p));
  struct pollfd one = {.fd = p[0], .events = POLLIN};
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler}, 0));
  must(sigprocmask(SIG_BLOCK, &block, 0));

  must(kill(getpid(), SIGUSR1));
  check("blocked", handled, 0);
  check("poll_ignores_pending", call(poll(&one, 1, 1)), "0");
  check("ppoll", call(ppoll(&one, 1, &bound, &none)), "EINTR");
  check("ppoll_handled", handled, 1);
  check("mask_after_ppoll", mask_now(), "SIGUSR1");
  must(kill(getpid(), SIGUSR1));
  check("pselect", call(pselect(0, 0, 0, 0, &bound, &none)), "EINTR");
  check("pselect_handled", handled, 2);
  must(kill(getpid(), SIGUSR1));
  check("epoll_pwait", call(epoll_pwait(epoll, &event, 1, 30000, &none)), "EINTR");
  check("epoll_pwait_handled", handled, 3);
  check("mask_after_epoll_pwait", mask_now(), "SIGUSR1");

  must(kill(getpid(), SIGUSR1));
  must(write(p[1], "x", 1));
  check("ready_wins_over_signal", call(ppoll(&one, 1, &bound, &none)), "1");
  check("not_yet_handled", handled, 3);
  return verdict();
}
