/* Contract:  Writing to a pipe or socket without a reader sends SIGPIPE; caught, ignored or suppressed, it is EPIPE.
 * Source:    pipe(7); write(2), EPIPE; send(2), MSG_NOSIGNAL
 * Covers:    write sendto rt_sigaction
 */
#include "contract.h"

#include <sys/socket.h>

static volatile sig_atomic_t caught;

static void handler(int signal) {
  (void)signal;
  caught++;
}

int main(void) {
  int p[2], s[2];
  must(pipe(p));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(close(p[0]));
  must(close(s[0]));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(write(p[1], "x", 1));
    _exit(0);
  }
  check("default_pipe", reap(child), "killed SIGPIPE");
  child = (pid_t)must(fork());
  if (child == 0) {
    must(write(s[1], "x", 1));
    _exit(0);
  }
  check("default_socket", reap(child), "killed SIGPIPE");

  must(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = handler}, 0));
  check("caught_write", call(write(p[1], "x", 1)), "EPIPE");
  check("handler_ran", caught, 1);
  check("nosignal", call(send(s[1], "x", 1, MSG_NOSIGNAL)), "EPIPE");
  check("handler_did_not_run", caught, 1);
  check("send", call(send(s[1], "x", 1, 0)), "EPIPE");
  check("handler_ran_for_socket", caught, 2);
  must(signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
  check("ignored_write", call(write(p[1], "x", 1)), "EPIPE");
  check("zero_bytes", call(write(p[1], "x", 0)), "0");
  return verdict();
}
