/* Contract:  setpgid moves only oneself and children that have not executed, within the session, into groups that are
 *            there; getpgid, getsid of unknown processes are ESRCH.
 * Source:    setpgid(2), ERRORS
 * Covers:    setpgid getpgid getsid setsid
 */
#include "contract.h"

static int hold[2], ready[2];

/* A child that waits, after what `step` says: 's' a session of its own, 'x' an execve. */
static pid_t start(char step) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(read(ready[0], &byte, 1));
    return child;
  }
  close(hold[1]);
  if (step == 's') setsid();
  if (step == 'x') {
    dup2(hold[0], 10), dup2(ready[1], 11);
    execve("/proc/self/exe", (char *[]){"child", 0}, (char *[]){0});
    _exit(1);
  }
  (void)!write(ready[1], "r", 1);
  (void)!read(hold[0], &byte, 1);
  _exit(0);
}

int main(int count, char **arguments) {
  char byte;
  if (count > 0 && !strcmp(arguments[0], "child")) {
    (void)!write(11, "r", 1);
    (void)!read(10, &byte, 1);
    _exit(0);
  }
  must(pipe(hold));
  must(fcntl(hold[1], F_SETFD, FD_CLOEXEC));
  must(pipe(ready));
  pid_t plain = start('p'), leader = start('s'), executed = start('x');

  check("child", call(setpgid(plain, 0)), "0");
  check("leads_its_group", getpgid(plain) == plain, 1);
  check("again", call(setpgid(plain, plain)), "0");
  check("back", call(setpgid(plain, getpgrp())), "0");
  check("is_back", getpgid(plain) == getpgrp(), 1);
  check("no_such_group", call(setpgid(plain, 99999)), "EPERM");
  check("negative_group", call(setpgid(plain, -1)), "EINVAL");
  check("group_in_other_session", call(setpgid(plain, leader)), "EPERM");
  check("session_leader", call(setpgid(leader, 0)), "EPERM");
  check("executed", call(setpgid(executed, 0)), "EACCES");
  check("parent", call(setpgid(getppid(), 0)), "ESRCH");
  check("nobody", call(setpgid(99999, 0)), "ESRCH");
  check("negative_pid", call(setpgid(-1, 1)), "ESRCH");
  check("negative_pid_as_group", call(setpgid(-1, 0)), "EINVAL");
  check("own_session_of_leader", getsid(leader) == leader && getpgid(leader) == leader, 1);
  check("getpgid_nobody", call(getpgid(99999)), "ESRCH");
  check("getpgid_negative", call(getpgid(-1)), "ESRCH");
  check("getsid_negative", call(getsid(-1)), "ESRCH");

  must(close(hold[1]));
  siginfo_t info;
  must(waitid(P_PID, (id_t)plain, &info, WEXITED | WNOWAIT));
  check("ended_child_has_group", getpgid(plain) == getpgrp(), 1);
  check("ended_child_moves", call(setpgid(plain, 0)), "0");
  check("plain", reap(plain), "exited 0");
  check("reaped", call(setpgid(plain, 0)), "ESRCH");
  check("leader", reap(leader), "exited 0");
  check("executed_end", reap(executed), "exited 0");
  return verdict();
}
