/* Contract:  A socket that connects to its own port is connected with itself: what it writes it reads. Two sockets that
 *            connect to each other at once become one connection without a listener's help only so.
 * Source:    RFC 9293, 3.5 (simultaneous open); tcp_rcv_synsent_state_process
 * Covers:    connect getsockname getpeername shutdown
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

int main(void) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, peer;
  socklen_t size = sizeof own;
  char buffer[8];
  int s = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(bind(s, (struct sockaddr *)&own, sizeof own));
  must(getsockname(s, (struct sockaddr *)&own, &size));
  check("connect", call(connect(s, (struct sockaddr *)&own, sizeof own)), "0");
  must(getpeername(s, (struct sockaddr *)&peer, &size));
  check("peer_is_self", peer.sin_port == own.sin_port && peer.sin_addr.s_addr == own.sin_addr.s_addr, 1);
  check("writable", poll_one(s, POLLIN | POLLOUT, BOUND), "POLLOUT");
  check("write", call(write(s, "echo", 4)), "4");
  check("readable", poll_one(s, POLLIN, BOUND), "POLLIN");
  check("read", text(buffer, read(s, buffer, 8)), "echo");
  check("write_again", call(write(s, "last", 4)), "4");
  check("shutdown", call(shutdown(s, SHUT_WR)), "0");
  check("both_ended", poll_one(s, POLLRDHUP | POLLHUP, BOUND), "POLLHUP|POLLRDHUP");
  check("read_rest", text(buffer, read(s, buffer, 8)), "last");
  check("read_end", call(read(s, buffer, 8)), "0");
  return verdict();
}
