/* Contract:  setsid makes a session and group of the caller; setpgid moves children; kill and wait reach whole groups.
 * Source:    credentials(7); setpgid(2); setsid(2); kill(2)
 * Covers:    setsid getsid setpgid getpgid kill wait4
 */
#include "contract.h"

static int hold[2];

static pid_t waiting(int status) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(status);
}

/* In a child, because the first process may lead a group already. Each wrong answer sets its bit. */
static int in_a_session(void) {
  int wrong = 0, status;
  pid_t me = getpid();
  wrong |= (setsid() != me) << 0;
  wrong |= (getsid(0) != me || getpgid(0) != me || getpgrp() != me) << 1;
  wrong |= (setsid() != -1 || errno != EPERM) << 2;
  wrong |= (setpgid(0, 0) != -1 || errno != EPERM) << 3;
  pid_t one = waiting(1), two = waiting(2), three = waiting(3);
  wrong |= (getpgid(one) != me || getsid(one) != me) << 4;
  wrong |= (setpgid(one, one) || setpgid(two, one) || getpgid(two) != one) << 5;
  wrong |= (setpgid(three, 99999) != -1 || errno != EPERM) << 6;
  wrong |= (kill(-one, SIGTERM) != 0) << 7;
  for (int i = 0; i < 2; i++) {
    pid_t got = waitpid(-one, &status, 0);
    wrong |= ((got != one && got != two) || !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM) << 8;
  }
  wrong |= (waitpid(-one, &status, 0) != -1 || errno != ECHILD) << 9;
  wrong |= (waitpid(0, &status, WNOHANG) != 0) << 10;
  wrong |= (kill(-one, 0) != -1 || errno != ESRCH) << 11;
  close(hold[1]);
  wrong |= (waitpid(0, &status, 0) != three || WEXITSTATUS(status) != 3) << 12;
  return wrong;
}

int main(void) {
  static const char *const keys[] = {
      "setsid",           "ids_are_own",        "setsid_of_leader", "setpgid_of_session_leader",
      "inherited",        "moved_to_new_group", "no_such_group",    "kill_group",
      "both_died",        "group_empty",        "own_group_alive",  "kill_empty_group",
      "own_group_waited",
  };
  int told[2], wrong = -1;
  must(pipe(hold));
  must(pipe(told));
  pid_t before = getsid(0), child = (pid_t)must(fork());
  if (child == 0) {
    wrong = in_a_session();
    _exit(write(told[1], &wrong, sizeof wrong) == sizeof wrong ? 0 : 1);
  }
  must(close(hold[1]));
  must(read(told[0], &wrong, sizeof wrong));
  check("child", reap(child), "exited 0");
  for (int i = 0; i < 13; i++) check(keys[i], wrong >> i & 1 ? "wrong" : "as promised", "as promised");
  check("parent_session_stays", getsid(0) == before, 1);
  check("no_such_process", call(getsid(99999)), "ESRCH");
  return verdict();
}
