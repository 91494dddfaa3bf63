/* Contract:  Closing with something unread, or with a linger time of zero, resets the connection; data that came before is
 *            still read. A write to a closed end is answered with a reset.
 * Source:    socket(7), SO_LINGER; RFC 2525, 2.17; tcp(7)
 * Covers:    close read write setsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static void connected(int pair[2]) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  pair[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(connect(pair[0], (struct sockaddr *)&address, sizeof address));
  pair[1] = (int)must(accept4(server, NULL, NULL, SOCK_NONBLOCK));
  must(close(server));
}

int main(void) {
  int s[2];
  char buffer[8];
  short all = POLLIN | POLLOUT | POLLRDHUP;
  must(signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
  connected(s);
  must(write(s[0], "unread", 6));
  check("arrived", poll_one(s[1], POLLIN, BOUND), "POLLIN");
  must(write(s[1], "zz", 2));
  check("answer_arrived", poll_one(s[0], POLLIN, BOUND), "POLLIN");
  must(close(s[1]));
  check("reset", poll_one(s[0], POLLRDHUP, BOUND), "POLLERR|POLLHUP|POLLRDHUP");
  check("data_first", text(buffer, read(s[0], buffer, 8)), "zz");
  check("then_the_error", call(read(s[0], buffer, 8)), "ECONNRESET");
  check("then_the_end", call(read(s[0], buffer, 8)), "0");
  check("write", call(write(s[0], "x", 1)), "EPIPE");

  connected(s);
  must(setsockopt(s[0], SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger)));
  must(close(s[0]));
  check("lingerless", poll_one(s[1], all, BOUND), "POLLIN|POLLOUT|POLLERR|POLLHUP|POLLRDHUP");
  check("lingerless_read", call(read(s[1], buffer, 8)), "ECONNRESET");

  connected(s);
  must(close(s[1]));
  check("closed", poll_one(s[0], all, BOUND), "POLLIN|POLLOUT|POLLRDHUP");
  check("end", call(read(s[0], buffer, 8)), "0");
  check("first_write", call(write(s[0], "x", 1)), "1");
  check("answered", poll_one(s[0], 0, BOUND), "POLLERR|POLLHUP");
  check("second_write", call(write(s[0], "x", 1)), "EPIPE");
  check("read_after", call(read(s[0], buffer, 8)), "0");
  return verdict();
}
