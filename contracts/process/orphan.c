/* Contract:  When a parent ends, its children go to the nearest subreaper, which can wait for them; their pids stay.
 * Source:    prctl(2), PR_SET_CHILD_SUBREAPER; wait(2), NOTES
 * Covers:    prctl fork getppid wait4
 */
#include "contract.h"

#include <sys/prctl.h>

int main(void) {
  int hold[2], told[2], subreaper = -1;
  pid_t grandchild, top = getpid();
  char byte;
  must(pipe(hold));
  must(pipe(told));
  must(prctl(PR_SET_CHILD_SUBREAPER, 1));
  must(prctl(PR_GET_CHILD_SUBREAPER, &subreaper));
  check("subreaper", subreaper, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pid_t middle = getpid(), own = (pid_t)must(fork());
    if (own) {
      must(write(told[1], &own, sizeof own));
      _exit(4);
    }
    close(hold[1]);
    int before = getppid() == middle || getppid() == top;
    must(read(hold[0], &byte, 1)); /* the parent is reaped by then */
    must(prctl(PR_GET_CHILD_SUBREAPER, &subreaper));
    _exit(before && getppid() == top && subreaper == 0 ? 6 : 1);
  }
  must(read(told[0], &grandchild, sizeof grandchild));
  check("child", reap(child), "exited 4");
  check("grandchild_runs", call(waitpid(grandchild, 0, WNOHANG)), "0");
  must(write(hold[1], "x", 1));
  check("grandchild", reap(grandchild), "exited 6");
  check("no_more", call(waitpid(-1, 0, 0)), "ECHILD");
  return verdict();
}
