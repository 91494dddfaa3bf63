/* Contract:  RLIMIT_NPROC counts the processes and threads of the user: at the limit fork and clone are EAGAIN. The first
 *            user of a namespace is held to it, unless it has CAP_SYS_RESOURCE in the namespace above.
 * Source:    getrlimit(2), RLIMIT_NPROC; fork(2), EAGAIN
 * Covers:    setrlimit fork clone wait4
 * Requires:  limits
 */
#include "contract.h"

#include <sys/resource.h>

static int hold[2];

static pid_t child(void) {
  char byte;
  pid_t pid = fork();
  if (pid != 0) return pid;
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(2);
}

int main(void) {
  must(pipe(hold));
  must(setrlimit(RLIMIT_NPROC, &(struct rlimit){1, 256}));
  check("at_the_limit", call(child()), "EAGAIN");
  check("thread_at_the_limit",
        call(syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0)), "EAGAIN");
  must(setrlimit(RLIMIT_NPROC, &(struct rlimit){256, 256}));
  pid_t one = child();
  check("below", one > 0, 1);
  must(setrlimit(RLIMIT_NPROC, &(struct rlimit){0, 256}));
  check("lowered_below_present", call(child()), "EAGAIN");
  must(close(hold[1]));
  check("the_first_lives_on", reap(one), "exited 2");
  return verdict();
}
