/* Contract:  Writing to an ended stream raises SIGPIPE, unless MSG_NOSIGNAL says no; datagrams and packets raise none.
 * Source:    send(2), MSG_NOSIGNAL; signal(7), SIGPIPE
 * Covers:    sendto write shutdown
 */
#include "contract.h"

#include <sys/socket.h>

static int raised;

static void count(int signal) {
  (void)signal;
  raised++;
}

static const char *with_signals(const char *result) {
  const char *seen = join(result, raised == 0 ? ", no signal" : raised == 1 ? ", SIGPIPE" : ", several");
  raised = 0;
  return seen;
}

int main(void) {
  int types[] = {SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM};
  const char *names[] = {"stream", "seqpacket", "dgram"};
  const char *expected[] = {"EPIPE, SIGPIPE", "EPIPE, no signal", "EPIPE, no signal"};
  must(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = count}, NULL));
  for (int i = 0; i < 3; i++) {
    int s[2];
    must(socketpair(AF_UNIX, types[i], 0, s));
    must(shutdown(s[0], SHUT_WR));
    check(join(names[i], "_write"), with_signals(call(write(s[0], "x", 1))), expected[i]);
    check(join(names[i], "_send"), with_signals(call(send(s[0], "x", 1, 0))), expected[i]);
    check(join(names[i], "_nosignal"), with_signals(call(send(s[0], "x", 1, MSG_NOSIGNAL))), "EPIPE, no signal");
    check(join(names[i], "_nothing"), with_signals(call(send(s[0], "", 0, 0))), i == 0 ? "EPIPE, SIGPIPE" : expected[i]);
  }
  int s[2];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(close(s[1]));
  check("closed", with_signals(call(write(s[0], "x", 1))), "EPIPE, SIGPIPE");
  return verdict();
}
