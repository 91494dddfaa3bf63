/* Contract:  A UDP socket of IPv6 hears IPv4 as mapped addresses and answers there, unless IPV6_V6ONLY; ports of both are one
 *            space for who hears both.
 * Source:    ipv6(7), IPV6_V6ONLY; RFC 4038, 4.2
 * Covers:    bind sendto recvfrom connect
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const char *shown(const struct sockaddr_in6 *name) {
  static char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &name->sin6_addr, text, sizeof text);
}

int main(void) {
  struct sockaddr_in6 six = {.sin6_family = AF_INET6}, from;
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, from4;
  socklen_t size = sizeof six;
  char buffer[8];
  int both = (int)must(socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0)), on = 1;
  int old = (int)must(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  must(bind(both, (struct sockaddr *)&six, sizeof six));
  must(getsockname(both, (struct sockaddr *)&six, &size));
  four.sin_port = six.sin6_port;
  check("same_port_is_taken", call(bind(old, (struct sockaddr *)&four, sizeof four)), "EADDRINUSE");
  check("send_4", call(sendto(old, "4", 1, 0, (struct sockaddr *)&four, sizeof four)), "1");
  poll_one(both, POLLIN, BOUND);
  size = sizeof from;
  check("hears_4", text(buffer, recvfrom(both, buffer, 8, 0, (struct sockaddr *)&from, &size)), "4");
  check("from_mapped", shown(&from), "::ffff:127.0.0.1");
  check("answer", call(sendto(both, "a", 1, 0, (struct sockaddr *)&from, size)), "1");
  poll_one(old, POLLIN, BOUND);
  size = sizeof from4;
  check("heard", text(buffer, recvfrom(old, buffer, 8, 0, (struct sockaddr *)&from4, &size)), "a");
  check("from_plain", join("", inet_ntoa(from4.sin_addr)), "127.0.0.1");
  int only = (int)must(socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  must(setsockopt(only, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
  struct sockaddr_in6 alone = {.sin6_family = AF_INET6};
  must(bind(only, (struct sockaddr *)&alone, sizeof alone));
  size = sizeof alone;
  must(getsockname(only, (struct sockaddr *)&alone, &size));
  four.sin_port = alone.sin6_port;
  check("send_to_only", call(sendto(old, "n", 1, 0, (struct sockaddr *)&four, sizeof four)), "1");
  check("not_heard", call(recv(only, buffer, 8, 0)), "EAGAIN");
  int beside = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("port_is_free_for_4", call(bind(beside, (struct sockaddr *)&four, sizeof four)), "0");
  struct sockaddr_in6 mapped = {.sin6_family = AF_INET6, .sin6_port = four.sin_port};
  inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr);
  check("only_cannot_send_4", call(sendto(only, "x", 1, 0, (struct sockaddr *)&mapped, sizeof mapped)), "ENETUNREACH");
  check("only_cannot_connect_4", call(connect(only, (struct sockaddr *)&mapped, sizeof mapped)), "ENETUNREACH");
  check("both_connects_4", call(connect(both, (struct sockaddr *)&mapped, sizeof mapped)), "0");
  size = sizeof from;
  must(getpeername(both, (struct sockaddr *)&from, &size));
  check("peer", shown(&from), "::ffff:127.0.0.1");
  must(getsockname(both, (struct sockaddr *)&from, &size));
  check("own", shown(&from), "::ffff:127.0.0.1");
  check("other_family", call(sendto(old, "x", 1, 0, (struct sockaddr *)&mapped, sizeof mapped)), "EAFNOSUPPORT");
  return verdict();
}
