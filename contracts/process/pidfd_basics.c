/* Contract:  A pidfd polls as readable once its process has ended, can be waited on and signals it; it is closed on exec;
 *            after reaping, signals are ESRCH.
 * Source:    pidfd_open(2); pidfd_send_signal(2); waitid(2), P_PIDFD
 * Covers:    pidfd_open pidfd_send_signal waitid poll
 * Linux:     since 6.9
 */
#include "contract.h"

enum { P_OF_PIDFD = 3, PIDFD_NONBLOCKING = O_NONBLOCK };

static int hold[2];

static pid_t start(int status) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(status);
}

static const char *wait_on(int fd, int options) {
  siginfo_t info = {.si_signo = 0};
  if (syscall(SYS_waitid, P_OF_PIDFD, fd, &info, options, 0)) return error_name(errno);
  return info.si_signo == 0 ? "nothing" : join(signal_code(SIGCHLD, info.si_code), join(" ", number(info.si_status, 10)));
}

static const char *send(int fd, int signal) { return call(syscall(SYS_pidfd_send_signal, fd, signal, 0, 0)); }

int main(void) {
  must(pipe(hold));
  pid_t child = start(5);
  int fd = (int)must(syscall(SYS_pidfd_open, child, 0));
  int nonblocking = (int)must(syscall(SYS_pidfd_open, child, PIDFD_NONBLOCKING));
  check("close_on_exec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR");
  check("nonblocking_flags", open_flags(fcntl(nonblocking, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("alive", poll_one(fd, POLLIN, SOON), "timeout");
  check("nohang", wait_on(fd, WEXITED | WNOHANG), "nothing");
  check("nonblocking", wait_on(nonblocking, WEXITED), "EAGAIN");
  check("ask", send(fd, 0), "0");
  must(close(hold[1]));
  check("ended", poll_one(fd, POLLIN, BOUND), "POLLIN");
  check("keep", wait_on(fd, WEXITED | WNOWAIT), "CLD_EXITED 5");
  check("zombie_takes_signals", send(fd, SIGTERM), "0");
  check("wait", wait_on(fd, WEXITED), "CLD_EXITED 5");
  check("reaped_polls", poll_one(fd, POLLIN, SOON), "POLLIN|POLLHUP");
  check("reaped_wait", wait_on(fd, WEXITED), "ECHILD");
  check("reaped_signal", send(fd, 0), "ESRCH");
  must(pipe(hold));
  child = start(6);
  int other = (int)must(syscall(SYS_pidfd_open, child, 0));
  check("term", send(other, SIGTERM), "0");
  check("termed", reap(child), "killed SIGTERM");

  check("nobody", call(syscall(SYS_pidfd_open, 99999, 0)), "ESRCH");
  check("negative", call(syscall(SYS_pidfd_open, -1, 0)), "EINVAL");
  check("zero", call(syscall(SYS_pidfd_open, 0, 0)), "EINVAL");
  check("unknown_flag", call(syscall(SYS_pidfd_open, getpid(), 1)), "EINVAL");
  check("no_descriptor", send(77, 0), "EBADF");
  check("no_pidfd", send(hold[0], 0), "EBADF");
  int self = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
  check("signal_65", send(self, 65), "EINVAL");
  check("send_flags", call(syscall(SYS_pidfd_send_signal, self, 0, 0, 64)), "EINVAL");
  check("wait_no_pidfd", wait_on(hold[0], WEXITED), "EBADF");
  check("wait_self", wait_on(self, WEXITED), "ECHILD");
  char byte;
  check("read", call(read(self, &byte, 1)), "EINVAL");
  return verdict();
}
