/* Contract:  For PR_SET_PDEATHSIG the parent is the thread that made the child: the signal comes when that thread ends,
 *            although the process lives on, and tells the process as its sender.
 * Source:    prctl(2), PR_SET_PDEATHSIG, "Warning"
 * Covers:    prctl clone exit rt_sigtimedwait getppid
 */
#include "contract.h"

#include <pthread.h>
#include <sys/prctl.h>

static int ready[2];
static pid_t child;

static void *forks(void *unused) {
  char byte;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, 0)); /* the child's mask */
  child = fork();
  if (child == 0) {
    siginfo_t info = {0};
    pid_t parent = getppid();
    if (prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0) || write(ready[1], "r", 1) != 1) _exit(1);
    if (sigwaitinfo(&set, &info) != SIGUSR1) _exit(2);
    if (info.si_code != SI_USER || info.si_pid != parent) _exit(3);
    if (getppid() != parent) _exit(4);
    _exit(0);
  }
  must(read(ready[0], &byte, 1));
  return unused;
}

int main(void) {
  pthread_t thread;
  must(pipe(ready));
  must(pthread_create(&thread, 0, forks, 0) ? -1 : 0);
  must(pthread_join(thread, 0) ? -1 : 0);
  check("child", reap(child), "exited 0");
  return verdict();
}
