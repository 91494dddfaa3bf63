/* Contract:  SIGTSTP, SIGTTIN and SIGTTOU stop by default, may be caught or ignored; SIGSTOP always stops; the three do nothing in an orphaned group; SIGCONT goes on,
 *            and stop signals and SIGCONT cancel one another while pending.
 * Source:    signal(7); kernel/signal.c, prepare_signal
 * Covers:    kill wait4 rt_sigprocmask rt_sigpending
 */
#include "contract.h"

static void handler(int signal) { _exit(signal == SIGCONT ? 60 : 61); }

static const char *status_of(pid_t child, int options) {
  int status;
  must(waitpid(child, &status, options));
  return wait_status(status);
}

/* How a child goes on that sends itself the signal. Our own group is orphaned: nobody in its session but outside of the
 * group is the parent of a member. A group of the child's own is not. */
static int own_group = 1;

static const char *sends(int signo, void (*action)(int), int continues_with) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (own_group) setpgid(0, 0);
    if (signo != SIGSTOP) signal(signo, action);
    signal(SIGCONT, continues_with ? handler : SIG_DFL);
    kill(getpid(), signo);
    _exit(4);
  }
  const char *first = status_of(child, WUNTRACED);
  if (first[0] == 's') {
    must(kill(child, SIGCONT));
    return join(join(first, ", "), status_of(child, 0));
  }
  return first;
}

static const char *pending(int first, int second) {
  sigset_t set;
  must(kill(getpid(), first));
  must(kill(getpid(), second));
  must(sigpending(&set));
  return signal_set(&set);
}

int main(void) {
  check("stop", sends(SIGSTOP, SIG_DFL, 0), "stopped SIGSTOP, exited 4");
  check("tstp", sends(SIGTSTP, SIG_DFL, 0), "stopped SIGTSTP, exited 4");
  check("ttin", sends(SIGTTIN, SIG_DFL, 0), "stopped SIGTTIN, exited 4");
  check("ttou", sends(SIGTTOU, SIG_DFL, 0), "stopped SIGTTOU, exited 4");
  check("tstp_caught", sends(SIGTSTP, handler, 0), "exited 61");
  check("tstp_ignored", sends(SIGTSTP, SIG_IGN, 0), "exited 4");
  check("continue_caught", sends(SIGSTOP, SIG_DFL, 1), "stopped SIGSTOP, exited 60");

  own_group = 0;
  check("orphaned_stop", sends(SIGSTOP, SIG_DFL, 0), "stopped SIGSTOP, exited 4");
  check("orphaned_tstp", sends(SIGTSTP, SIG_DFL, 0), "exited 4");
  check("orphaned_ttin", sends(SIGTTIN, SIG_DFL, 0), "exited 4");
  check("orphaned_tstp_caught", sends(SIGTSTP, handler, 0), "exited 61");

  sigset_t set;
  signal(SIGTSTP, handler);
  signal(SIGCONT, handler);
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  sigaddset(&set, SIGCONT);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  check("stop_then_continue", pending(SIGTSTP, SIGCONT), "SIGCONT");
  check("continue_then_stop", pending(SIGCONT, SIGTSTP), "SIGTSTP");

  pid_t child = (pid_t)must(fork());
  if (child == 0)
    for (;;) pause();
  must(kill(child, SIGSTOP));
  check("stopped", status_of(child, WUNTRACED), "stopped SIGSTOP");
  must(kill(child, SIGTERM));
  check("term_waits", call(waitpid(child, 0, WNOHANG)), "0");
  must(kill(child, SIGCONT));
  check("term_on_continue", status_of(child, 0), "killed SIGTERM");
  child = (pid_t)must(fork());
  if (child == 0)
    for (;;) pause();
  must(kill(child, SIGSTOP));
  check("stopped_again", status_of(child, WUNTRACED), "stopped SIGSTOP");
  must(kill(child, SIGKILL));
  check("kill_at_once", status_of(child, 0), "killed SIGKILL");
  return verdict();
}
