/* Contract: When a session leader ends, the foreground group gets SIGHUP and the session has no terminal any more; the
 *           terminal is nobody's and can be had by another session. A background group hears nothing.
 * Source:   POSIX, _Exit, "Consequences of process termination"; Linux disassociate_ctty
 * Requires: pty
 * Covers:   exit_group ioctl
 */
#include "terminal.h"

int main(void) {
  int ready[2], answer[2], group = -1;
  must(pipe(ready)), must(pipe(answer));
  open_terminal();
  pid_t leader = fork_session();
  if (!leader) {
    for (int i = 0; i < 2; i++) {
      pid_t member = (pid_t)must(fork());
      if (!member) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGHUP), sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, 0);
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN);
        if (i == 0) must(ioctl(slave, TIOCSPGRP, &(int){getpgrp()}));
        int pid = getpid();
        must(write(ready[1], &pid, sizeof pid));
        siginfo_t info;
        int got = sigwaitinfo(&set, &info);
        char told[2] = {(char)got, open("/dev/tty", O_RDWR) == -1 ? (char)errno : 0};
        must(write(answer[1], told, 2));
        _exit(0);
      }
      int pid;
      must(read(ready[0], &pid, sizeof pid));
      must(write(ready[1], &pid, sizeof pid));
      if (i == 0) { /* keep the order: the second one's pid comes last */
        must(read(ready[0], &pid, sizeof pid));
        continue;
      }
    }
    _exit(7);
  }
  check("leader", reap(leader), "exited 7");
  char told[2];
  must(read(answer[0], told, 2));
  check("foreground", signal_name(told[0]), "SIGHUP");
  check("foreground_terminal", error_name(told[1]), "ENXIO");
  int background;
  must(read(ready[0], &background, sizeof background));
  must(kill(background, SIGUSR1));
  must(read(answer[0], told, 2));
  check("background", signal_name(told[0]), "SIGUSR1");
  check("background_terminal", error_name(told[1]), "ENXIO");
  check("no_session", call(ioctl(master, TIOCGSID, &group)), "ENOTTY");
  check("still_usable", call(write(slave, "x", 1)), "1");
  check("mine_now", call(ioctl(slave, TIOCSCTTY, 0)), "0");
  return verdict();
}
