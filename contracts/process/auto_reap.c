/* Contract:  With SIGCHLD ignored or SA_NOCLDWAIT children leave no zombie: wait blocks until all are gone.
 * Source:    wait(2), NOTES; sigaction(2), SA_NOCLDWAIT
 * Covers:    wait4 rt_sigaction
 */
#include "contract.h"

static volatile sig_atomic_t signals;

static void handler(int signal) {
  (void)signal;
  signals++;
}

static const char *wait_all(int count) {
  int gate[2];
  char byte;
  must(pipe(gate));
  for (int i = 0; i < count; i++)
    if (must(fork()) == 0) {
      close(gate[1]);
      _exit(read(gate[0], &byte, 1) == 0 ? 3 : 1);
    }
  must(close(gate[1]));
  long got;
  do got = waitpid(-1, 0, 0);
  while (got == -1 && errno == EINTR);
  must(close(gate[0]));
  return got > 0 ? "a child" : call(got);
}

int main(void) {
  int status;
  check("default", wait_all(1), "a child");
  must(signal(SIGCHLD, SIG_IGN) == SIG_ERR ? -1 : 0);
  check("ignored", wait_all(3), "ECHILD");
  must(sigaction(SIGCHLD, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_NOCLDWAIT}, 0));
  check("nocldwait", wait_all(2), "ECHILD");
  check("nocldwait_signals_still_come", signals > 0, 1);
  must(signal(SIGCHLD, SIG_DFL) == SIG_ERR ? -1 : 0);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(3);
  check("default_again", waitpid(child, &status, 0) == child, 1);
  check("status", wait_status(status), "exited 3");
  return verdict();
}
