/* Contract:  pause returns EINTR after a handler ran, also one with SA_RESTART; SIGALRM wakes it.
 * Source:    pause(2); signal(7)
 * Behaviour: B20
 * Covers:    pause setitimer rt_sigaction
 */
#include "contract.h"

#include <sys/time.h>

static volatile sig_atomic_t ran, last;

static void handler(int signal) {
  ran++;
  last = signal;
}

int main(void) {
  /* The timer repeats, so that a tick before pause sleeps does no harm. */
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = handler}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 10000}, {0, 10000}}, 0));
  check("pause", call(pause()), "EINTR");
  check("handler_ran", ran >= 1, 1);
  check("signal", signal_name(last), "SIGALRM");
  int before = ran;
  check("pause_again", call(pause()), "EINTR");
  check("ran_again", ran > before, 1);
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_RESTART}, 0));
  before = ran;
  check("with_restart", call(pause()), "EINTR");
  check("ran_with_restart", ran > before, 1);
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));

  int begun[2];
  char byte;
  must(pipe(begun));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(signal(SIGUSR1, SIG_IGN) == SIG_ERR ? -1 : 0);
    must(signal(SIGALRM, SIG_DFL) == SIG_ERR ? -1 : 0);
    must(write(begun[1], "x", 1));
    pause();
    _exit(1);
  }
  must(read(begun[0], &byte, 1));
  await_sleep(child);
  must(kill(child, SIGUSR1)); /* ignored: does not end pause */
  must(kill(child, SIGALRM));
  check("default_action_kills", reap(child), "killed SIGALRM");
  return verdict();
}
