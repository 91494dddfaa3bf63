/* Contract:  A child of fork starts with no pending signals, timers or alarm, and with mask, handlers and alternate stack; a
 *            program of execve keeps mask, pending signals and the alarm, and loses handlers and alternate stack.
 * Source:    fork(2); execve(2), "Effect on process attributes"; sigaltstack(2)
 * Covers:    fork execve rt_sigpending sigaltstack setitimer
 */
#include "contract.h"

#include <sys/time.h>

static char stack[16384];

static void handler(int signal) { (void)signal; }

/* Bits: USR1 blocked, USR1 pending, alarm running, alternate stack, USR2 caught, HUP ignored, HUP pending. */
static int state(void) {
  sigset_t mask, pending;
  struct itimerval timer;
  struct sigaction two, hup;
  stack_t now;
  sigprocmask(SIG_BLOCK, 0, &mask);
  sigpending(&pending);
  getitimer(ITIMER_REAL, &timer);
  sigaltstack(0, &now);
  sigaction(SIGUSR2, 0, &two);
  sigaction(SIGHUP, 0, &hup);
  return sigismember(&mask, SIGUSR1) << 0 | sigismember(&pending, SIGUSR1) << 1 | (timer.it_value.tv_sec != 0) << 2 |
         !(now.ss_flags & SS_DISABLE) << 3 | (two.sa_handler != SIG_DFL) << 4 | (hup.sa_handler == SIG_IGN) << 5 |
         sigismember(&pending, SIGHUP) << 6;
}

int main(int count, char **arguments) {
  sigset_t set;
  static volatile int seen = -1;
  if (count > 0 && !strcmp(arguments[0], "state")) _exit(state());
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  signal(SIGUSR2, handler);
  signal(SIGHUP, SIG_IGN);
  must(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {1000, 0}}, 0));
  must(kill(getpid(), SIGUSR1));
  check("here", state(), 1 | 2 | 4 | 8 | 16 | 32);

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(state());
  check("forked", reap(child), "exited 57");
  child = (pid_t)must(vfork());
  if (child == 0) _exit(((seen = state()), 0));
  check("vforked", reap(child), "exited 0");
  check("vforked_state", seen, 57);

  child = (pid_t)must(fork());
  if (child == 0) {
    setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {1000, 0}}, 0);
    kill(getpid(), SIGUSR1);
    execve("/proc/self/exe", (char *[]){"state", 0}, (char *[]){0});
    _exit(99);
  }
  check("executed", reap(child), "exited 39");
  return verdict();
}
