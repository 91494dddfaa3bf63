/* Contract:  TCP_CORK and MSG_MORE hold back what is less than a segment, until the cork is taken off, the sending side is
 *            shut down, or a fifth of a second has gone.
 * Source:    tcp(7), TCP_CORK; send(2), MSG_MORE
 * Covers:    setsockopt sendto shutdown
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int s[2];
static char buffer[16];

static void connected(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(s[0], (struct sockaddr *)&name, size));
  s[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

static const char *take(void) {
  poll_one(s[1], POLLIN, BOUND);
  return text(buffer, recv(s[1], buffer, sizeof buffer, MSG_DONTWAIT));
}

static void cork(int on) { must(setsockopt(s[0], IPPROTO_TCP, TCP_CORK, &on, sizeof on)); }

int main(void) {
  connected();
  cork(1);
  must(write(s[0], "a", 1));
  must(write(s[0], "b", 1));
  check("nothing_yet", text(buffer, recv(s[1], buffer, 16, MSG_DONTWAIT)), "EAGAIN");
  cork(0);
  check("both_at_once", take(), "ab");
  check("more", call(send(s[0], "c", 1, MSG_MORE)), "1");
  check("still_nothing", text(buffer, recv(s[1], buffer, 16, MSG_DONTWAIT)), "EAGAIN");
  must(write(s[0], "d", 1));
  check("goes_with_the_next", take(), "cd");
  cork(1);
  long long start = clock_ns(CLOCK_MONOTONIC);
  must(write(s[0], "e", 1));
  check("in_time", take(), "e");
  check("after_a_while", clock_ns(CLOCK_MONOTONIC) - start >= 150000000, 1);
  must(write(s[0], "f", 1));
  must(shutdown(s[0], SHUT_WR));
  check("before_the_end", take(), "f");
  check("end", take(), "");
  return verdict();
}
