/* Contract:  A traced process stops for each signal, ignored ones too, and the tracer lets it through, drops it or sends another.
 * Source:    ptrace(2), "Signal-delivery-stop", "Signal injection and suppression"
 * Covers:    ptrace wait4 kill rt_sigaction
 */
#include "contract.h"
#include "tracing.h"

static volatile sig_atomic_t got[NSIG], from_parent;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  got[signal]++;
  if (info->si_pid == getppid()) from_parent++;
}

static int run(void) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &action, 0);
  sigaction(SIGUSR2, &action, 0);
  signal(SIGURG, SIG_IGN);
  raise(SIGUSR1);
  raise(SIGUSR1);
  raise(SIGUSR1);
  raise(SIGURG);
  return got[SIGUSR1] * 16 + got[SIGUSR2] * 4 + from_parent;
}

int main(void) {
  pid_t child = traced(run);
  siginfo_t info;
  must(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  check("first_code", signal_code(info.si_signo, info.si_code), "SI_USER");
  check("first_from_itself", info.si_pid == child, 1);
  check("let_through", onward(PTRACE_CONT, child, 0), "stopped SIGUSR1");
  check("dropped", onward(PTRACE_CONT, child, SIGUSR1), "stopped SIGUSR1");
  check("replaced", onward(PTRACE_CONT, child, 0), "stopped SIGUSR1");
  check("ignored_is_told", onward(PTRACE_CONT, child, SIGUSR2), "stopped SIGURG");
  check("bad_signal", onward(PTRACE_CONT, child, 65), "EIO");
  check("end", onward(PTRACE_CONT, child, SIGURG), "exited 21");

  child = traced(run);
  must(kill(child, SIGKILL));
  check("killed_while_stopped", next_status(child), "killed SIGKILL");
  child = traced(run);
  check("fatal_through", onward(PTRACE_CONT, child, SIGTERM), "killed SIGTERM");
  child = traced(run);
  must(ptrace(PTRACE_KILL, child, 0, 0));
  check("ptrace_kill", next_status(child), "killed SIGKILL");
  return verdict();
}
