/* Contract:  kill reaches one process, a group, one's own group or all; signal 0 only asks; tkill and tgkill reach
 *            threads and check both ids.
 * Source:    kill(2); tkill(2)
 * Covers:    kill tkill tgkill
 */
#include "contract.h"

static int hold[2];

static pid_t start(pid_t group) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(setpgid(child, group));
    return child;
  }
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(3);
}

static volatile int caught;

static void on_signal(int signal) { caught = signal; }

int main(void) {
  siginfo_t info;
  must(pipe(hold));
  pid_t leader = start(0), member = start(leader), other = start(0), own = start(getpgrp());
  check("ask_one", call(kill(leader, 0)), "0");
  check("ask_group", call(kill(-leader, 0)), "0");
  check("ask_all", call(kill(-1, 0)), "0");
  check("ask_nobody", call(kill(99999, 0)), "ESRCH");
  check("ask_no_group", call(kill(-99999, 0)), "ESRCH");
  check("most_negative", call(kill(INT_MIN, 0)), "ESRCH");
  check("signal_65", call(kill(leader, 65)), "EINVAL");
  check("signal_negative", call(kill(leader, -1)), "EINVAL");
  check("nobody_and_signal_65", call(kill(99999, 65)), "ESRCH");

  check("group", call(kill(-leader, SIGTERM)), "0");
  check("leader", reap(leader), "killed SIGTERM");
  check("member", reap(member), "killed SIGTERM");
  check("group_gone", call(kill(-leader, 0)), "ESRCH");
  signal(SIGUSR1, SIG_IGN);
  check("own_group", call(kill(0, SIGUSR1)), "0");
  check("own_member", reap(own), "killed SIGUSR1");
  check("other_group_lives", call(waitpid(other, 0, WNOHANG)), "0");

  check("tkill", call(syscall(SYS_tkill, other, 0)), "0");
  check("tkill_0", call(syscall(SYS_tkill, 0, 0)), "EINVAL");
  check("tkill_negative", call(syscall(SYS_tkill, -other, 0)), "EINVAL");
  check("tkill_nobody", call(syscall(SYS_tkill, 99999, 0)), "ESRCH");
  check("tkill_65", call(syscall(SYS_tkill, other, 65)), "EINVAL");
  check("tgkill_wrong_group", call(syscall(SYS_tgkill, getpid(), other, SIGTERM)), "ESRCH");
  check("tgkill_group_0", call(syscall(SYS_tgkill, 0, other, SIGTERM)), "EINVAL");
  check("tgkill", call(syscall(SYS_tgkill, other, other, SIGUSR2)), "0");
  must(waitid(P_PID, (id_t)other, &info, WEXITED | WNOWAIT));
  check("zombie_takes_signals", call(kill(other, SIGTERM)), "0");
  check("zombie_as_thread", call(syscall(SYS_tgkill, other, other, 0)), "0");
  check("other", reap(other), "killed SIGUSR2");
  check("reaped", call(kill(other, 0)), "ESRCH");
  pid_t last = start(0);
  signal(SIGUSR2, on_signal);
  check("all", call(kill(-1, SIGUSR2)), "0");
  check("not_the_caller", caught, 0);
  check("last", reap(last), "killed SIGUSR2");
  return verdict();
}
