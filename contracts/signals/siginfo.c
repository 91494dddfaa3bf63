/* Contract:  A handler with SA_SIGINFO learns who sent the signal and how: kill, tgkill, sigqueue, a timer, a child.
 * Source:    sigaction(2), "The siginfo_t argument to a SA_SIGINFO handler"
 * Covers:    rt_sigaction kill tgkill rt_sigqueueinfo setitimer
 */
#include "contract.h"

#include <sys/time.h>

static volatile int count;
static siginfo_t seen;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  seen = *info;
  count++;
}

static const char *code(void) {
  return join(join(signal_name(seen.si_signo), " "), signal_code(seen.si_signo, seen.si_code));
}

int main(void) {
  sigset_t block, old;
  struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGUSR1, &act, 0));
  must(sigaction(SIGALRM, &act, 0));
  must(sigaction(SIGCHLD, &act, 0));

  must(kill(getpid(), SIGUSR1));
  check("kill", code(), "SIGUSR1 SI_USER");
  check("kill_pid", seen.si_pid == getpid(), 1);
  check("kill_uid", seen.si_uid == getuid(), 1);
  must(syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1));
  check("tgkill", code(), "SIGUSR1 SI_TKILL");
  must(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 77}));
  check("sigqueue", code(), "SIGUSR1 SI_QUEUE");
  check("sigqueue_value", seen.si_value.sival_int, 77);
  check("each_once", count, 3);

  sigemptyset(&block);
  sigaddset(&block, SIGALRM);
  sigaddset(&block, SIGCHLD);
  must(sigprocmask(SIG_BLOCK, &block, &old));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 1000}}, 0));
  must(sigsuspend(&old) == -1 ? 0 : -1);
  check("setitimer", code(), "SIGALRM SI_KERNEL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(9);
  must(sigsuspend(&old) == -1 ? 0 : -1);
  check("child_exit", code(), "SIGCHLD CLD_EXITED");
  check("child_status", seen.si_status, 9);
  check("child_pid", seen.si_pid == child, 1);
  check("child_reaped", reap(child), "exited 9");
  child = (pid_t)must(fork());
  if (child == 0) {
    kill(getpid(), SIGKILL);
    _exit(0);
  }
  must(sigsuspend(&old) == -1 ? 0 : -1);
  check("child_killed", code(), "SIGCHLD CLD_KILLED");
  check("child_signal", signal_name(seen.si_status), "SIGKILL");
  check("killed_reaped", reap(child), "killed SIGKILL");
  return verdict();
}
