/* Contract: TIOCSPGRP puts a group of the session into the foreground; a terminal that is not the caller's is ENOTTY,
 *           a group of another session EPERM, none at all ESRCH, a negative one EINVAL. A master tells its slave's.
 * Source:   ioctl_tty(2), "Process group and session ID"; tcsetpgrp(3); Linux tiocspgrp, tiocgpgrp
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

int main(void) {
  int group = -1, gate[2];
  open_terminal();
  check("not_mine", call(ioctl(slave, TIOCGPGRP, &group)), "ENOTTY");
  check("master_without_session", call(ioctl(master, TIOCGPGRP, &group)), "0");
  check("no_group", group, 0);
  check("set_not_mine", call(ioctl(slave, TIOCSPGRP, &(int){getpgrp()})), "ENOTTY");
  must(ioctl(slave, TIOCSCTTY, 0));
  must(ioctl(slave, TIOCGPGRP, &group));
  check("leader_is_in_front", group == getpgrp(), 1);
  must(pipe(gate));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    close(gate[1]);
    read(gate[0], &group, 1);
    _exit(0);
  }
  must(setpgid(child, child));
  check("set", call(ioctl(slave, TIOCSPGRP, &child)), "0");
  must(ioctl(slave, TIOCGPGRP, &group));
  check("is_set", group == child, 1);
  must(ioctl(master, TIOCGPGRP, &group));
  check("master_tells", group == child, 1);
  must(signal(SIGTTOU, SIG_IGN) == SIG_ERR ? -1 : 0);
  check("negative", call(ioctl(slave, TIOCSPGRP, &(int){-1})), "EINVAL");
  check("zero", call(ioctl(slave, TIOCSPGRP, &(int){0})), "ESRCH");
  check("nobody", call(ioctl(slave, TIOCSPGRP, &(int){30000})), "ESRCH");
  check("other_session", call(ioctl(slave, TIOCSPGRP, &(int){1})), "EPERM");
  check("fault", call(ioctl(slave, TIOCSPGRP, 0)), "EFAULT");
  check("get_fault", call(ioctl(slave, TIOCGPGRP, 0)), "EFAULT");
  check("from_background", call(ioctl(slave, TIOCSPGRP, &(int){getpgrp()})), "0");
  must(ioctl(slave, TIOCSPGRP, &child));
  must(close(gate[1]));
  check("ended", reap(child), "exited 0");
  must(ioctl(slave, TIOCGPGRP, &group));
  check("stays_though_gone", group == child, 1);
  check("back", call(ioctl(slave, TIOCSPGRP, &(int){getpgrp()})), "0");
  check("no_terminal", call(ioctl(0, TIOCSPGRP, &group)), "ENOTTY");
  return verdict();
}
