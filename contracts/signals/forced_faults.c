/* Contract:  A fault whose signal is blocked or ignored ends the process: it is set back to the default and unblocked. A
 *            sent signal of the same number stays blocked, or ignored.
 * Source:    sigprocmask(2), NOTES; sigaction(2), NOTES; kernel/signal.c, force_sig_info_to_task
 * Covers:    rt_sigaction rt_sigprocmask wait4 kill
 */
#include "contract.h"

static void handler(int signal) { _exit(signal == SIGSEGV ? 50 : 51); }

enum { CAUGHT = 1, BLOCKED = 2, IGNORED = 4, SENT = 8, ILLEGAL = 16 };

static const char *with(int how) {
  sigset_t set;
  int signo = how & ILLEGAL ? SIGILL : SIGSEGV;
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  if (how & CAUGHT) signal(signo, handler);
  if (how & IGNORED) signal(signo, SIG_IGN);
  sigemptyset(&set);
  sigaddset(&set, signo);
  if (how & BLOCKED) sigprocmask(SIG_BLOCK, &set, 0);
  if (how & SENT) kill(getpid(), signo);
  else if (how & ILLEGAL) __asm__ volatile("ud2");
  else __asm__ volatile("movb (%0), %%al" : : "r"(16l) : "rax", "memory");
  _exit(0);
}

int main(void) {
  check("default", with(0), "killed SIGSEGV");
  check("caught", with(CAUGHT), "exited 50");
  check("blocked", with(BLOCKED), "killed SIGSEGV");
  check("ignored", with(IGNORED), "killed SIGSEGV");
  check("caught_blocked", with(CAUGHT | BLOCKED), "killed SIGSEGV");
  check("sent", with(SENT), "killed SIGSEGV");
  check("sent_caught", with(SENT | CAUGHT), "exited 50");
  check("sent_blocked", with(SENT | BLOCKED), "exited 0");
  check("sent_ignored", with(SENT | IGNORED), "exited 0");
  check("illegal_caught", with(ILLEGAL | CAUGHT), "exited 51");
  check("illegal_blocked", with(ILLEGAL | BLOCKED | CAUGHT), "killed SIGILL");
  check("illegal_ignored", with(ILLEGAL | IGNORED), "killed SIGILL");
  return verdict();
}
