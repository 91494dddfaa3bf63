/* Contract: A key's signal reaches every process of the foreground group, and none of another group, whoever waits there.
 * Source:   termios(3), VINTR; Linux __isig, kill_pgrp
 * Requires: pty
 * Covers:   ioctl setpgid rt_sigtimedwait
 */
#include "terminal.h"

static int told[2], ready[2];

/* Waits for SIGINT or SIGTERM, and tells which of them came. */
static pid_t member(pid_t group, char name) {
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(setpgid(child, group ? group : child));
    return child;
  }
  sigset_t set;
  siginfo_t info;
  setpgid(0, group);
  sigemptyset(&set);
  sigaddset(&set, SIGINT), sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, 0);
  tell(ready[1]);
  int got = sigwaitinfo(&set, &info);
  char answer[2] = {name, got == SIGINT ? 'I' : 'T'};
  must(write(told[1], answer, 2));
  _exit(0);
}

int main(void) {
  char answer[2];
  int seen[3] = {0};
  must(pipe(told)), must(pipe(ready));
  open_terminal();
  must(ioctl(slave, TIOCSCTTY, 0));
  pid_t one = member(0, 0), two = member(one, 1), behind = member(0, 2);
  for (int i = 0; i < 3; i++) hear(ready[0]);
  must(ioctl(slave, TIOCSPGRP, &one));
  type("\3");
  input();
  for (int i = 0; i < 2; i++) {
    must(read(told[0], answer, 2));
    seen[(int)answer[0]] = answer[1];
  }
  check("leader_of_group", seen[0] == 'I', 1);
  check("member_of_group", seen[1] == 'I', 1);
  check("ended", reap(one), "exited 0");
  check("ended_too", reap(two), "exited 0");
  must(kill(behind, SIGTERM));
  must(read(told[0], answer, 2));
  check("behind", answer[0] == 2 && answer[1] == 'T', 1);
  check("ended_behind", reap(behind), "exited 0");
  return verdict();
}
