/* Contract:  SA_NOCLDWAIT reaps children by itself and still signals; SA_NOCLDSTOP silences stops and continues, not
 *            ends; without the flags the parent hears of each.
 * Source:    sigaction(2), SA_NOCLDSTOP, SA_NOCLDWAIT; wait(2), NOTES
 * Covers:    rt_sigaction wait4 kill
 */
#include "contract.h"

static int hold[2];
static volatile sig_atomic_t stops, continues, ends;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  if (info->si_code == CLD_STOPPED) stops++;
  else if (info->si_code == CLD_CONTINUED) continues++;
  else if (info->si_code == CLD_EXITED) ends++;
}

static const char *counts(void) {
  return join(join(number(stops, 10), join(" ", number(continues, 10))), join(" ", number(ends, 10)));
}

/* wait4 can answer before the signal is sent: SIGCHLD is blocked but here, so that none is lost in another. */
static void await(volatile sig_atomic_t *count) {
  sigset_t none;
  sigemptyset(&none);
  while (!*count) sigsuspend(&none);
}

/* One child stops, goes on and ends, under these flags; we wait for each. */
static const char *life(int flags) {
  char byte;
  int status;
  must(sigaction(SIGCHLD, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART | flags}, 0));
  must(pipe(hold));
  stops = continues = ends = 0;
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    (void)!read(hold[0], &byte, 1);
    _exit(3);
  }
  must(kill(child, SIGSTOP));
  must(waitpid(child, &status, WUNTRACED));
  if (!(flags & SA_NOCLDSTOP)) await(&stops);
  must(kill(child, SIGCONT));
  must(waitpid(child, &status, WCONTINUED));
  if (!(flags & SA_NOCLDSTOP)) await(&continues);
  must(close(hold[1]));
  must(close(hold[0]));
  const char *end = reap(child);
  await(&ends);
  return end;
}

int main(void) {
  sigset_t chld;
  sigemptyset(&chld);
  sigaddset(&chld, SIGCHLD);
  must(sigprocmask(SIG_BLOCK, &chld, 0));
  check("plain", life(0), "exited 3");
  check("plain_counts", counts(), "1 1 1");
  check("nocldstop", life(SA_NOCLDSTOP), "exited 3");
  check("nocldstop_counts", counts(), "0 0 1");
  check("nocldwait", life(SA_NOCLDWAIT), "ECHILD");
  check("nocldwait_counts", counts(), "1 1 1");
  check("both", life(SA_NOCLDWAIT | SA_NOCLDSTOP), "ECHILD");
  check("both_counts", counts(), "0 0 1");
  return verdict();
}
