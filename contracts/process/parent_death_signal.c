/* Contract:  PR_SET_PDEATHSIG sends the child a signal when its parent ends; it is not inherited by fork.
 * Source:    prctl(2), PR_SET_PDEATHSIG
 * Covers:    prctl fork wait4
 */
#include "contract.h"

#include <sys/prctl.h>

static int asked(void) {
  int value = -1;
  prctl(PR_GET_PDEATHSIG, &value);
  return value;
}

int main(void) {
  int ready[2], status;
  char byte;
  pid_t grandchild;
  check("at_first", asked(), 0);
  check("set", call(prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0)), "0");
  check("get", signal_name(asked()), "SIGUSR1");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(asked());
  check("not_inherited", reap(child), "exited 0");
  check("clear", call(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)), "0");
  check("cleared", asked(), 0);
  check("no_signal", call(prctl(PR_SET_PDEATHSIG, 65, 0, 0, 0)), "EINVAL");
  check("negative", call(prctl(PR_SET_PDEATHSIG, -1, 0, 0, 0)), "EINVAL");
  check("bad_address", call(prctl(PR_GET_PDEATHSIG, 8, 0, 0, 0)), "EFAULT");

  must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
  must(pipe(ready));
  child = (pid_t)must(fork());
  if (child == 0) {
    int set[2];
    if (pipe(set)) _exit(1);
    grandchild = fork();
    if (grandchild == 0) {
      prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
      if (write(set[1], "s", 1) != 1) _exit(1);
      for (;;) pause();
    }
    if (read(set[0], &byte, 1) != 1) _exit(1);
    _exit(write(ready[1], &grandchild, sizeof grandchild) == sizeof grandchild ? 0 : 1);
  }
  must(waitpid(child, &status, 0));
  must(read(ready[0], &grandchild, sizeof grandchild));
  check("told_of_the_end", reap(grandchild), "killed SIGTERM");
  return verdict();
}
