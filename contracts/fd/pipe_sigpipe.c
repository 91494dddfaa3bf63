/* Contract:  A write without readers raises SIGPIPE and answers EPIPE; ignored or blocked it only answers.
 * Source:    pipe(7), write(2)
 * Covers:    write writev pipe
 */
#include "contract.h"

#include <sys/uio.h>

static volatile sig_atomic_t caught;

static void count(int signal) { caught += signal == SIGPIPE; }

int main(void) {
  int p[2];
  must(pipe(p));
  int second = (int)must(dup(p[0]));
  must(close(p[0]));
  check("a_reader_left", call(write(p[1], "a", 1)), "1");
  must(close(second));

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    write(p[1], "b", 1);
    _exit(0);
  }
  check("default_action", reap(child), "killed SIGPIPE");

  must(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = count}, 0));
  check("handled", call(write(p[1], "c", 1)), "EPIPE");
  check("handler_ran", caught, 1);
  check("vector", call(writev(p[1], (struct iovec[]){{"d", 1}, {"e", 1}}, 2)), "EPIPE");
  check("handler_ran_for_vector", caught, 2);
  check("nothing", call(write(p[1], "", 0)), "0");
  check("no_signal_for_nothing", caught, 2);
  check("bad_buffer", call(write(p[1], (void *)16, 1)), "EPIPE");
  check("signal_before_the_buffer", caught, 3);

  must(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, 0));
  check("ignored", call(write(p[1], "f", 1)), "EPIPE");
  must(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = count}, 0));
  sigset_t set, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  check("blocked", call(write(p[1], "g", 1)), "EPIPE");
  must(sigpending(&pending));
  check("pending", signal_set(&pending), "SIGPIPE");
  must(sigprocmask(SIG_UNBLOCK, &set, 0));
  check("handler_ran_after", caught, 4);
  return verdict();
}
