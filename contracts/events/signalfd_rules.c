/* Contract:  signalfd takes one flag each for closing and not blocking, changes the mask of one that exists, and never reads
 *            SIGKILL or SIGSTOP; it reads as many as wait and fit.
 * Source:    signalfd(2)
 * Covers:    signalfd signalfd4 read
 */
#include "contract.h"

#include <sys/signalfd.h>

int main(void) {
  sigset_t set;
  struct signalfd_siginfo info[4];
  int p[2];
  must(pipe(p));
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGKILL);
  must(sigprocmask(SIG_BLOCK, &set, NULL));
  check("unknown_flag", made(syscall(SYS_signalfd4, -1, &set, 8, 1)), "EINVAL");
  check("mask_size", made(syscall(SYS_signalfd4, -1, &set, 4, 0)), "EINVAL");
  check("bad_mask", made(syscall(SYS_signalfd4, -1, (void *)16, 8, 0)), "EFAULT");
  check("other_kind", made(syscall(SYS_signalfd4, p[0], &set, 8, 0)), "EINVAL");
  check("closed", made(syscall(SYS_signalfd4, 99, &set, 8, 0)), "EBADF");
  check("below_minus_one", made(syscall(SYS_signalfd4, -2, &set, 8, 0)), "EBADF");
  int fd = (int)must(syscall(SYS_signalfd4, -1, &set, 8, SFD_CLOEXEC | SFD_NONBLOCK));
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("none", call(read(fd, info, sizeof info)), "EAGAIN");
  check("too_short", call(read(fd, info, sizeof *info - 1)), "EINVAL");
  must(raise(SIGUSR2));
  must(raise(SIGUSR1));
  must(raise(SIGUSR1));
  check("readable", poll_one(fd, POLLIN | POLLOUT, 0), "POLLIN");
  check("one_fits", call(read(fd, info, sizeof *info + 5)), "128");
  check("lowest_first", signal_name((int)info[0].ssi_signo), "SIGUSR1");
  check("from_us", info[0].ssi_pid == (uint32_t)getpid(), 1);
  check("rest", call(read(fd, info, sizeof info)), "128");
  check("then_the_other", signal_name((int)info[0].ssi_signo), "SIGUSR2");
  sigdelset(&set, SIGUSR1);
  check("change", (int)syscall(SYS_signalfd4, fd, &set, 8, 0) == fd, 1);
  check("change_keeps_flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_NONBLOCK");
  must(raise(SIGUSR1));
  check("no_longer_its", poll_one(fd, POLLIN, 0), "timeout");
  check("old_call", made(syscall(SYS_signalfd, -1, &set, 8)), "ok");
  check("write", call(write(fd, info, 1)), "EINVAL");
  return verdict();
}
