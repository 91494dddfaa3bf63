/* Contract:  Both sides end at the same time or one after the other; whoever ended first keeps the port in TIME_WAIT, which
 *            SO_REUSEADDR overcomes for a listener; a linger time waits for nothing once all is delivered.
 * Source:    RFC 9293, 3.6; tcp(7); socket(7), SO_LINGER
 * Covers:    shutdown close bind
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in name;

static void connected(int pair[2]) {
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  must(bind(server, (struct sockaddr *)&name, sizeof name));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  pair[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(pair[0], (struct sockaddr *)&name, sizeof name));
  pair[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

static const char *bind_again(int reuse) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse));
  const char *result = call(bind(fd, (struct sockaddr *)&name, sizeof name));
  must(close(fd));
  return result;
}

int main(void) {
  int s[2];
  char byte;
  connected(s);
  must(shutdown(s[0], SHUT_WR));
  must(shutdown(s[1], SHUT_WR));
  check("both_ended", poll_one(s[0], POLLRDHUP, BOUND), "POLLHUP|POLLRDHUP");
  check("other_too", poll_one(s[1], POLLRDHUP, BOUND), "POLLHUP|POLLRDHUP");
  check("read", call(read(s[0], &byte, 1)), "0");
  check("shutdown_again", call(shutdown(s[0], SHUT_RDWR)), "ENOTCONN");
  must(close(s[0]));
  must(close(s[1]));
  check("client_first_no_reuse", bind_again(0), "0");

  connected(s);
  must(close(s[1]));
  check("told", poll_one(s[0], POLLRDHUP, BOUND), "POLLRDHUP");
  check("before_the_other_ends", bind_again(0), "EADDRINUSE");
  must(close(s[0]));
  check("server_first", bind_again(0), "EADDRINUSE");
  check("server_first_reuse", bind_again(1), "0");

  connected(s);
  must(setsockopt(s[1], SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger)));
  must(close(s[1]));
  check("reset", poll_one(s[0], POLLRDHUP, BOUND), "POLLERR|POLLHUP|POLLRDHUP");
  check("no_time_wait_after_reset", bind_again(0), "0");

  connected(s);
  must(setsockopt(s[1], SOL_SOCKET, SO_LINGER, &(struct linger){1, 5}, sizeof(struct linger)));
  must(write(s[1], "z", 1));
  long long start = clock_ns(CLOCK_MONOTONIC);
  must(close(s[1]));
  check("linger_ends_when_delivered", clock_ns(CLOCK_MONOTONIC) - start < 5000000000ll, 1);
  check("still_read", (must(read(s[0], &byte, 1)), byte == 'z'), 1);
  check("then_end", call(read(s[0], &byte, 1)), "0");
  return verdict();
}
