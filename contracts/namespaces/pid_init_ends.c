/* Contract:  When process 1 of a pid namespace ends, every process in it and below is killed before its parent hears of
 *            it, and no further process can be made in it.
 * Source:    pid_namespaces(7), "The namespace init process"; zap_pid_ns_processes
 * Covers:    clone unshare kill wait4
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

/* Each process holds the writing end: the end of file comes when all are gone. */
static int alive[2], ready[2];

static void sleeper(void) {
  close(alive[0]);
  if (write(ready[1], "", 1) == 1)
    for (;;) pause();
  _exit(1);
}

static int init_with_family(void) {
  char byte;
  for (int i = 0; i < 2; i++)
    if (fork() == 0) sleeper();
  if (syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0) == 0) sleeper();
  pid_t daemon = fork();
  if (daemon == 0) {
    if (setsid() == -1 || signal(SIGTERM, SIG_IGN) == SIG_ERR) _exit(1);
    if (fork() == 0) sleeper();
    _exit(0);
  }
  waitpid(daemon, 0, 0);
  for (int i = 0; i < 4; i++)
    if (read(ready[0], &byte, 1) != 1) return 1;
  return 7;
}

static const char *fork_later(void) {
  if (unshare(CLONE_NEWPID)) return "unshare";
  pid_t first = fork();
  if (first == 0) _exit(0);
  const char *end = reap(first);
  return join(join(end, ", then "), call(fork()));
}

static const char *waits_for_others(void) {
  char byte;
  must(pipe(alive));
  pid_t init = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (init == 0) {
    pid_t child = fork();
    if (child == 0) sleeper();
    _exit(read(ready[0], &byte, 1) == 1 ? 3 : 4);
  }
  close(alive[1]);
  const char *end = reap(init);
  /* By now the child must be gone: nobody holds the pipe. */
  return join(join(end, " "), poll_one(alive[0], POLLIN, SOON));
}

int main(void) {
  char byte;
  must(pipe(alive));
  must(pipe(ready));
  pid_t init = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (init == 0) _exit(init_with_family());
  check("init", reap(init), "exited 7");
  check("pid_is_free", call(kill(init, 0)), "ESRCH");
  close(alive[1]);
  check("all_gone", call(read(alive[0], &byte, 1)), "0");
  check("waits_for_others", said_by_child(0, waits_for_others), "exited 3 POLLHUP");
  check("namespace_is_over", said_by_child(0, fork_later), "exited 0, then ENOMEM");
  return verdict();
}
