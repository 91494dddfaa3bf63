/* Contract:  Each open file of a pipe's end that has O_ASYNC signals for itself, with the descriptor that it was set by.
 * Source:    fcntl(2), F_SETSIG; open(2), O_ASYNC
 * Covers:    fcntl open write
 * Requires:  proc
 */
#include "contract.h"

static sigset_t wanted;

/* The descriptors that signals came for, and for which events, the lower one first. */
static const char *signals(int first, int second) {
  struct timespec soon = {0, 0};
  siginfo_t info;
  int of[2] = {0, 0};
  long band[2] = {0, 0};
  while (sigtimedwait(&wanted, &info, &soon) > 0) {
    int which = info.si_fd == first ? 0 : info.si_fd == second ? 1 : -1;
    if (which == -1) return "another descriptor";
    of[which]++;
    band[which] |= info.si_band;
  }
  char *out = contract_text();
  for (int i = 0; i < 2; i++) {
    contract_append(contract_append(contract_append(out, i ? ", " : ""), number(of[i], 10)), " ");
    contract_append(out, FLAGS(band[i], NAME(POLLIN), NAME(POLLOUT), NAME(POLLHUP), NAME(POLLERR), NAME(POLLRDNORM),
                               NAME(POLLWRNORM), NAME(POLLWRBAND)));
  }
  return out;
}

static void ask(int fd) {
  must(fcntl(fd, F_SETOWN, getpid()));
  must(fcntl(fd, F_SETSIG, SIGRTMIN));
  must(fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC));
}

int main(void) {
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &wanted, 0));
  int p[2];
  must(pipe(p));
  int again = (int)must(open(join("/proc/self/fd/", number(p[0], 10)), O_RDONLY | O_NONBLOCK));
  ask(p[0]);
  ask(again);
  check("none_yet", signals(p[0], again), "0 0, 0 0");
  must(write(p[1], "x", 1));
  check("both", signals(p[0], again), "1 POLLIN|POLLRDNORM, 1 POLLIN|POLLRDNORM");
  must(fcntl(p[0], F_SETFL, O_NONBLOCK));
  must(write(p[1], "x", 1));
  check("one_cleared", signals(p[0], again), "0 0, 1 POLLIN|POLLRDNORM");
  ask(p[0]);
  must(close(again));
  must(write(p[1], "x", 1));
  check("one_closed", signals(p[0], again), "1 POLLIN|POLLRDNORM, 0 0");
  ask(p[1]);
  char bytes[16];
  must(read(p[0], bytes, sizeof bytes));
  check("reading_makes_room", signals(p[0], p[1]), "0 0, 1 POLLOUT|POLLWRNORM|POLLWRBAND");
  return verdict();
}
