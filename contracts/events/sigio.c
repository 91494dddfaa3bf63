/* Contract:  With O_ASYNC the owner of a descriptor is signalled for each event: by SIGIO, or by the signal of F_SETSIG
 *            with the descriptor and the event. Without an owner, or the flag, nothing is sent.
 * Source:    fcntl(2), F_SETOWN, F_SETSIG; open(2), O_ASYNC; sigaction(2), "The si_code field"
 * Covers:    fcntl ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>

static char seen[64];

static void handle(int signal, siginfo_t *info, void *context) {
  (void)context;
  contract_append(seen, signal == SIGIO ? " SIGIO" : signal == SIGUSR1 ? " SIGUSR1" : " RT");
  if (info->si_code == SI_KERNEL) contract_append(seen, " SI_KERNEL");
  else {
    contract_append(seen, info->si_code == POLL_IN ? " POLL_IN" : info->si_code == POLL_OUT ? " POLL_OUT" : " other");
    contract_append(seen, info->si_band & POLLIN ? " in" : info->si_band & POLLOUT ? " out" : " none");
    contract_append(seen, info->si_fd > 2 ? " fd" : " no fd");
  }
}

static const char *signals(void) {
  const char *all = seen[0] ? join("", seen + 1) : "none";
  seen[0] = 0;
  return all;
}

int main(void) {
  int p[2], on = 1;
  char byte;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  int realtime = SIGRTMIN + 1;
  must(sigaction(SIGIO, &action, NULL));
  must(sigaction(SIGUSR1, &action, NULL));
  must(sigaction(realtime, &action, NULL));
  must(pipe2(p, O_NONBLOCK));
  check("no_owner_at_first", call(fcntl(p[0], F_GETOWN)), "0");
  check("set_flag", call(fcntl(p[0], F_SETFL, O_NONBLOCK | O_ASYNC)), "0");
  check("flag", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY|O_NONBLOCK|O_ASYNC");
  must(write(p[1], "x", 1));
  check("without_owner", signals(), "none");
  check("nobody", call(fcntl(p[0], F_SETOWN, 99999999)), "ESRCH");
  check("no_group", call(fcntl(p[0], F_SETOWN, -99999999)), "ESRCH");
  check("smallest", call(fcntl(p[0], F_SETOWN, INT_MIN)), "EINVAL");
  must(fcntl(p[0], F_SETOWN, getpid()));
  check("owner", fcntl(p[0], F_GETOWN) == getpid(), 1);
  must(write(p[1], "x", 1));
  check("write", signals(), "SIGIO SI_KERNEL");
  must(write(p[1], "x", 1));
  check("write_while_unread", signals(), "SIGIO SI_KERNEL");
  must(read(p[0], &byte, 1));
  check("own_read", signals(), "none");
  check("no_such_signal", call(fcntl(p[0], F_SETSIG, 65)), "EINVAL");
  must(fcntl(p[0], F_SETSIG, realtime));
  check("signal", fcntl(p[0], F_GETSIG) == realtime, 1);
  must(write(p[1], "x", 1));
  check("with_information", signals(), "RT POLL_IN in fd");
  must(fcntl(p[0], F_SETSIG, SIGUSR1));
  must(write(p[1], "x", 1));
  check("any_signal", signals(), "SIGUSR1 POLL_IN in fd");
  must(fcntl(p[0], F_SETFL, O_NONBLOCK));
  must(write(p[1], "x", 1));
  check("flag_cleared", signals(), "none");
  must(ioctl(p[0], FIOASYNC, &on));
  must(write(p[1], "x", 1));
  check("set_by_ioctl", signals(), "SIGUSR1 POLL_IN in fd");
  must(fcntl(p[0], F_SETFL, O_NONBLOCK));

  must(fcntl(p[1], F_SETOWN, -getpgrp()));
  check("group", fcntl(p[1], F_GETOWN) == -getpgrp(), 1);
  must(fcntl(p[1], F_SETSIG, realtime));
  must(fcntl(p[1], F_SETFL, O_NONBLOCK | O_ASYNC));
  must(read(p[0], &byte, 1));
  check("reader_makes_room", signals(), "RT POLL_OUT out fd");
  must(close(p[0]));
  check("reader_goes", signals(), "RT POLL_OUT out fd");
  check("file_without", call(ioctl((int)must(open("/dev/null", O_RDONLY)), FIOASYNC, &on)), "ENOTTY");
  return verdict();
}
