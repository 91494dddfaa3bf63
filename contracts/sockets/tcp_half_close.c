/* Contract:  TCP ends one direction at a time; when both have ended the connection is gone.
 * Source:    shutdown(2); tcp(7); RFC 9293, half-close
 * Covers:    shutdown read write getpeername
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static void connected(int pair[2]) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  pair[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(connect(pair[0], (struct sockaddr *)&address, sizeof address));
  pair[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

int main(void) {
  int s[2];
  char buffer[8];
  short all = POLLIN | POLLOUT | POLLRDHUP;
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;
  must(signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
  connected(s);
  must(write(s[0], "rest", 4));
  check("end_one", call(shutdown(s[0], SHUT_WR)), "0");
  check("end_one_again", call(shutdown(s[0], SHUT_WR)), "0");
  check("own_write", call(write(s[0], "x", 1)), "EPIPE");
  check("peer_reads", text(buffer, recv(s[1], buffer, 8, MSG_WAITALL)), "rest");
  check("peer_end", call(read(s[1], buffer, 8)), "0");
  check("peer_poll", poll_one(s[1], all, SOON), "POLLIN|POLLOUT|POLLRDHUP");
  check("other_direction", call(write(s[1], "back", 4)), "4");
  check("own_read", text(buffer, read(s[0], buffer, 8)), "back");
  check("still_connected", call(getpeername(s[0], (struct sockaddr *)&peer, &size)), "0");
  check("end_both", call(shutdown(s[1], SHUT_WR)), "0");
  check("own_end", call(read(s[0], buffer, 8)), "0");
  check("both_poll", poll_one(s[0], all, BOUND), "POLLIN|POLLOUT|POLLHUP|POLLRDHUP");
  check("not_connected", call(getpeername(s[0], (struct sockaddr *)&peer, &size)), "ENOTCONN");
  check("shutdown_nothing", call(shutdown(s[0], SHUT_RDWR)), "ENOTCONN");

  connected(s);
  check("end_reading", call(shutdown(s[1], SHUT_RD)), "0");
  check("reads_end", call(read(s[1], buffer, 8)), "0");
  check("peer_may_write", call(write(s[0], "q", 1)), "1");
  int lone = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("unconnected", call(shutdown(lone, SHUT_WR)), "ENOTCONN");
  check("unconnected_read", call(read(lone, buffer, 1)), "ENOTCONN");
  check("unconnected_write", call(write(lone, buffer, 1)), "EPIPE");
  check("bad_how", call(shutdown(s[0], 3)), "EINVAL");
  return verdict();
}
