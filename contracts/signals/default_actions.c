/* Contract:  Without a handler a signal ends the process, or does nothing for SIGCHLD, SIGURG, SIGWINCH and SIGCONT.
 * Source:    signal(7), "Standard signals"
 * Covers:    kill wait4 fork
 */
#include "contract.h"

static const char *sent(int signal) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    kill(getpid(), signal);
    _exit(0);
  }
  return reap(child);
}

int main(void) {
  static const int ending[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                               SIGFPE,  SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
                               SIGTERM, SIGXCPU, SIGXFSZ, SIGPROF, SIGIO,   SIGVTALRM};
  static const int ignored[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
  for (unsigned i = 0; i < sizeof ending / sizeof *ending; i++) {
    const char *name = signal_name(ending[i]);
    check(name, sent(ending[i]), join("killed ", name));
  }
  for (unsigned i = 0; i < sizeof ignored / sizeof *ignored; i++)
    check(signal_name(ignored[i]), sent(ignored[i]), "exited 0");
  check("SIGRTMIN", sent(SIGRTMIN), "killed SIGRTMIN+0");
  check("signal_0", sent(0), "exited 0");
  check("no_such_signal", call(kill(getpid(), 65)), "EINVAL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(0);
  siginfo_t info;
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("to_a_zombie", call(kill(child, SIGKILL)), "0");
  check("zombie", reap(child), "exited 0");
  check("to_nobody", call(kill(child, SIGKILL)), "ESRCH");
  return verdict();
}
