/* Contract:  Orphans go to the nearest ancestor that is a child subreaper, which can wait for them; the attribute
 *            is not inherited by fork.
 * Source:    prctl(2), PR_SET_CHILD_SUBREAPER
 * Covers:    prctl fork wait4 getppid
 */
#include "contract.h"

#include <sys/prctl.h>

static pid_t us;

/* A grandchild whose parent ends at once; it ends with 9 when we are its parent then. We hold it until that parent is gone. */
static pid_t orphan(void) {
  int told[2], hold[2], status;
  pid_t grandchild;
  char byte;
  must(pipe(told));
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    grandchild = fork();
    if (grandchild == 0) {
      close(hold[1]);
      close(told[1]);
      (void)!read(hold[0], &byte, 1);
      _exit(getppid() == us ? 9 : 2);
    }
    _exit(write(told[1], &grandchild, sizeof grandchild) == sizeof grandchild ? 0 : 1);
  }
  close(told[1]);
  must(waitpid(child, &status, 0));
  must(read(told[0], &grandchild, sizeof grandchild));
  close(told[0]);
  close(hold[0]);
  close(hold[1]);
  return grandchild;
}

static int is_subreaper(void) {
  int value = -1;
  must(prctl(PR_GET_CHILD_SUBREAPER, &value));
  return value;
}

int main(void) {
  us = getpid();
  check("at_first", is_subreaper(), 0);
  check("set", call(prctl(PR_SET_CHILD_SUBREAPER, 5, 0, 0, 0)), "0");
  check("is_one", is_subreaper(), 1);
  check("orphan_is_ours", reap(orphan()), "exited 9");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(is_subreaper());
  check("not_inherited", reap(child), "exited 0");
  check("clear", call(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)), "0");
  check("is_none", is_subreaper(), 0);
  check("orphan_is_not_ours", reap(orphan()), "ECHILD");
  check("bad_address", call(prctl(PR_GET_CHILD_SUBREAPER, 8, 0, 0, 0)), "EFAULT");
  return verdict();
}
