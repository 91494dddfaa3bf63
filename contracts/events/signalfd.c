/* Contract:  A signalfd is readable while one of its blocked signals is pending; reading takes it with its details.
 * Source:    signalfd(2)
 * Covers:    signalfd4 read poll rt_sigprocmask rt_sigpending kill
 */
#include "contract.h"

#include <sys/signalfd.h>

int main(void) {
  struct signalfd_siginfo info[4];
  sigset_t set, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  int fd = (int)must(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("nothing_poll", poll_one(fd, POLLIN, SOON), "timeout");
  check("nothing_read", call(read(fd, info, sizeof info)), "EAGAIN");

  must(kill(getpid(), SIGUSR2));
  must(kill(getpid(), SIGUSR1));
  must(kill(getpid(), SIGUSR1));
  check("poll", poll_one(fd, POLLIN, SOON), "POLLIN");
  check("read_brings_both", read(fd, info, sizeof info) / (long)sizeof *info, 2);
  check("lowest_first", signal_name((int)info[0].ssi_signo), "SIGUSR1");
  check("then", signal_name((int)info[1].ssi_signo), "SIGUSR2");
  check("code", signal_code(SIGUSR1, info[0].ssi_code), "SI_USER");
  check("from_us", info[0].ssi_pid == (uint32_t)getpid(), 1);
  must(sigpending(&pending));
  check("nothing_pending", signal_set(&pending), "none");
  check("read_again", call(read(fd, info, sizeof info)), "EAGAIN");

  sigdelset(&set, SIGUSR1);
  check("change_the_set", signalfd(fd, &set, 0) == fd, 1);
  must(kill(getpid(), SIGUSR1));
  check("not_in_the_set", poll_one(fd, POLLIN, SOON), "timeout");
  must(kill(getpid(), SIGUSR2));
  check("in_the_set", poll_one(fd, POLLIN, SOON), "POLLIN");
  check("short_buffer", call(read(fd, info, 16)), "EINVAL");
  must(sigqueue(getpid(), SIGUSR2, (union sigval){.sival_int = 5}));
  check("read_one", read(fd, info, sizeof *info) / (long)sizeof *info, 1);
  check("second_standard_signal_was_dropped", signal_code(SIGUSR2, info[0].ssi_code), "SI_USER");
  sigpending(&pending);
  check("other_stays_pending", signal_set(&pending), "SIGUSR1");
  return verdict();
}
