/* Contract:  connect on UDP sockets: it may be done again, chooses the own address and a port that stays, and AF_UNSPEC takes
 *            back what was not bound.
 * Source:    connect(2); udp(7); __udp_disconnect
 * Covers:    connect getsockname getpeername sendto
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in own;

static const char *look(int fd) {
  socklen_t size = sizeof own;
  must(getsockname(fd, (struct sockaddr *)&own, &size));
  return join(own.sin_addr.s_addr == htonl(INADDR_LOOPBACK) ? "loopback" : own.sin_addr.s_addr ? "other" : "any",
              own.sin_port ? "_port" : "_none");
}

int main(void) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(9)}, b = a;
  const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
  socklen_t size = sizeof a;
  b.sin_port = htons(10);
  int s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("fresh", look(s), "any_none");
  check("connect", call(connect(s, (struct sockaddr *)&a, size)), "0");
  check("bound_by_it", look(s), "loopback_port");
  in_port_t port = own.sin_port;
  check("again", call(connect(s, (struct sockaddr *)&b, size)), "0");
  check("same_port", (look(s), own.sin_port == port), 1);
  check("sendto_elsewhere", call(sendto(s, "x", 1, 0, (struct sockaddr *)&a, size)), "1");
  check("disconnect", call(connect(s, &nobody, sizeof nobody)), "0");
  check("all_taken_back", look(s), "any_none");
  check("no_peer", call(getpeername(s, (struct sockaddr *)&a, &size)), "ENOTCONN");
  a = (struct sockaddr_in){.sin_family = AF_INET};
  must(bind(s, (struct sockaddr *)&a, sizeof a));
  check("bound", look(s), "any_port");
  port = own.sin_port;
  must(connect(s, (struct sockaddr *)&b, size));
  check("address_chosen", look(s), "loopback_port");
  must(connect(s, &nobody, sizeof nobody));
  check("address_taken_back", look(s), "any_none");
  s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  b.sin_port = 0;
  check("to_port_0", call(connect(s, (struct sockaddr *)&b, size)), "0");
  check("write", call(write(s, "x", 1)), "1");
  b.sin_addr.s_addr = INADDR_ANY;
  b.sin_port = htons(9);
  check("to_any", call(connect(s, (struct sockaddr *)&b, size)), "0");
  must(getpeername(s, (struct sockaddr *)&a, &size));
  check("is_loopback", a.sin_addr.s_addr == htonl(INADDR_LOOPBACK), 1);
  b.sin_addr.s_addr = htonl(0x01020304);
  check("no_route", call(connect(s, (struct sockaddr *)&b, size)), "ENETUNREACH");
  check("short", call(connect(s, (struct sockaddr *)&b, 15)), "EINVAL");
  b.sin_family = AF_INET6;
  check("other_family", call(connect(s, (struct sockaddr *)&b, size)), "EAFNOSUPPORT");
  return verdict();
}
