/* Contract:  A handled signal ends poll, select and epoll_wait with EINTR, even when its handler has SA_RESTART.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Behaviour: B57
 * Covers:    poll select epoll_pwait setitimer rt_sigaction
 */
#include "contract.h"

#include <sys/select.h>
#include <sys/time.h>

static volatile sig_atomic_t ticks;

static void tick(int signal) {
  (void)signal;
  ticks++;
}

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  struct epoll_event event;
  must(pipe(p));
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = SA_RESTART}, 0));
  /* A timer that repeats, so that a tick before the call sleeps does no harm. */
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 10000}, {0, 10000}}, 0));
  check("poll", poll_one(p[0], POLLIN, 30000), "EINTR");
  check("select", call(select(0, 0, 0, 0, &(struct timeval){30, 0})), "EINTR");
  check("epoll_wait", call(epoll_wait(epoll, &event, 1, 30000)), "EINTR");
  check("poll_forever", poll_one(p[0], POLLIN, -1), "EINTR");
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  check("a_tick_a_call", ticks >= 4, 1);

  must(signal(SIGUSR1, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(raise(SIGUSR1));
  check("ignored_signal_does_not", poll_one(p[0], POLLIN, 1), "timeout");
  return verdict();
}
