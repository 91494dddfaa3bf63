/* Contract:  When the end of a process leaves a stopped group with nobody to continue it, its members get SIGHUP and
 *            SIGCONT; a group that runs gets nothing.
 * Source:    POSIX, _exit, "Consequences of Process Termination"; kernel/exit.c, kill_orphaned_pgrp
 * Covers:    setpgid setsid exit_group kill
 */
#include "contract.h"

#include <sys/prctl.h>

static int told[2], hold[2];

static void on_hangup(int signal) { (void)!write(told[1], signal == SIGHUP ? "H" : "C", 1); }

static void member(int stops) {
  char byte;
  signal(SIGHUP, on_hangup);
  signal(SIGCONT, on_hangup);
  close(hold[1]);
  if (stops) kill(getpid(), SIGSTOP);
  while (read(hold[0], &byte, 1) < 0) {}
  _exit(7);
}

/* A session leader makes the member in a group of its own, sees it stopped, and ends. What the member heard. */
static const char *orphan(int stops) {
  char heard[8];
  int status;
  must(pipe(told));
  must(pipe(hold));
  pid_t leader = (pid_t)must(fork());
  if (leader == 0) {
    setsid();
    pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      member(stops);
    }
    setpgid(child, child);
    if (stops) waitpid(child, &status, WUNTRACED);
    _exit(5);
  }
  must(close(told[1]));
  must(waitpid(leader, &status, 0));
  must(close(hold[1]));
  must(waitpid(-1, &status, 0)); /* the member, ours now */
  check(join(stops ? "stopped" : "running", "_member"), wait_status(status), "exited 7");
  ssize_t size = must(read(told[0], heard, sizeof heard));
  must(close(told[0]));
  must(close(hold[0]));
  return size == 0 ? "nothing" : text(heard, size);
}

int main(void) {
  must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
  check("running", orphan(0), "nothing");
  const char *heard = orphan(1);
  check("stopped_heard_both", strchr(heard, 'H') && strchr(heard, 'C') && strlen(heard) == 2, 1);
  return verdict();
}
