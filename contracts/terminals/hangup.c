/* Contract: When the master is closed, the session leader gets SIGHUP and SIGCONT and the session loses its terminal. What
 *           is open on the slave reads as ended, writes and ioctls fail with EIO, and it polls as hung up and ready.
 * Source:   pty(7); POSIX, General Terminal Interface, 11.1.11; Linux __tty_hangup, hung_up_tty_fops
 * Requires: pty
 * Covers:   close read write poll ioctl
 */
#include "terminal.h"

int main(void) {
  char byte;
  int ready[2];
  must(pipe(ready));
  open_terminal();
  must(fcntl(master, F_SETFD, FD_CLOEXEC));
  pid_t leader = fork_session();
  if (!leader) {
    sigset_t set, seen;
    close(master);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP), sigaddset(&set, SIGCONT);
    sigprocmask(SIG_BLOCK, &set, 0);
    pid_t member = (pid_t)must(fork());
    if (!member) {
      setpgid(0, 0);
      tell(ready[1]);
      sigsuspend(&(sigset_t){0});
      _exit(1);
    }
    tell(ready[1]);
    siginfo_t info;
    if (sigwaitinfo(&set, &info) != SIGHUP || info.si_code != SI_KERNEL) _exit(1);
    if (sigwaitinfo(&set, &info) != SIGCONT) _exit(2);
    if (open("/dev/tty", O_RDWR) != -1 || errno != ENXIO) _exit(3);
    sigpending(&seen);
    kill(member, SIGKILL);
    /* The background member heard nothing: SIGHUP would have ended it. */
    if (strcmp(reap(member), "killed SIGKILL")) _exit(4);
    _exit(0);
  }
  hear(ready[0]), hear(ready[0]);
  type("unread\n");
  poll_one(slave, POLLIN, BOUND);
  must(close(master));
  check("leader", reap(leader), "exited 0");
  check("read", call(read(slave, &byte, 1)), "0");
  check("write", call(write(slave, "x", 1)), "EIO");
  check("poll", poll_one(slave, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT|POLLERR|POLLHUP");
  check("settings", call(ioctl(slave, TCGETS, &(struct termios){0})), "EIO");
  check("foreground", call(ioctl(slave, TIOCSPGRP, &(int){1})), "ENOTTY");
  check("get_foreground", call(ioctl(slave, TIOCGPGRP, &(int){1})), "EIO");
  check("nonblocking_ioctl", call(ioctl(slave, FIONBIO, &(int){1})), "0");
  check("async", call(fcntl(slave, F_SETFL, O_RDWR | O_ASYNC)), "ENOTTY");
  check("again", call(read(slave, &byte, 1)), "0");
  check("open_again", made(open(join("/proc/self/fd/", number(slave, 10)), O_RDWR | O_NOCTTY)), "EIO");
  check("close", call(close(slave)), "0");
  return verdict();
}
