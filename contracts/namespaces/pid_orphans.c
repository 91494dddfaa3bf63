/* Contract:  Orphans of a pid namespace become children of its process 1, not of one outside; a subreaper outside is not
 *            asked either.
 * Source:    pid_namespaces(7), "The namespace init process"; find_new_reaper in kernel/exit.c
 * Covers:    clone prctl getppid wait4
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/prctl.h>

static const char *adopts(void) {
  int p[2], seen[2];
  char byte;
  must(pipe(p));
  must(pipe(seen));
  pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      /* The parent's end closes the pipe. */
      close(p[1]);
      if (read(p[0], &byte, 1) != 0) _exit(1);
      while (getppid() == 2) sched_yield();
      byte = (char)('0' + getppid());
      _exit(write(seen[1], &byte, 1) != 1);
    }
    _exit(0);
  }
  close(p[1]);
  const char *first = reap(child);
  must(read(seen[0], &byte, 1));
  pid_t second = wait(0);
  return join(join(join(first, ", parent "), text(&byte, 1)), join(", reaped ", number(second, 10)));
}

static const char *subreaper_inside(void) {
  pid_t reaper = fork();
  if (reaper == 0) {
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) _exit(9);
    pid_t child = fork();
    if (child == 0) {
      if (fork() == 0) {
        while (getppid() == 3) sched_yield();
        _exit(getppid());
      }
      _exit(0);
    }
    waitpid(child, 0, 0);
    int status;
    wait(&status);
    _exit(WEXITSTATUS(status));
  }
  return reap(reaper);
}

int main(void) {
  must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
  check("adopts", said_by_child(CLONE_NEWPID, adopts), "exited 0, parent 1, reaped 3");
  check("subreaper_inside", said_by_child(CLONE_NEWPID, subreaper_inside), "exited 2");
  check("none_for_us", call(wait(0)), "ECHILD");
  return verdict();
}
