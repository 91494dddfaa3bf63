/* Contract:  Of an IPv4 and an IPv6 socket that share a port on "any", the IPv4 one gets what comes by IPv4, whichever was
 *            there first: of UDP and of TCP. SO_NETNS_COOKIE tells sockets of one network namespace from those of another.
 * Source:    ipv6(7); compute_score of net/ipv4/udp.c and inet_hashtables.c; SO_NETNS_COOKIE
 * Covers:    bind sendto connect accept4 getsockopt
 * Requires:  namespaces network
 */
#include "contract.h"
#include <netinet/in.h>
#include <sys/socket.h>

enum { OPTION_COOKIE = 71 };

static int bound(int family, int type, uint16_t *port) {
  int fd = (int)must(socket(family, type | SOCK_NONBLOCK, 0)), on = 1;
  struct sockaddr_in6 name = {.sin6_family = (sa_family_t)family, .sin6_port = *port};
  socklen_t size = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof name;
  must(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
  must(bind(fd, (struct sockaddr *)&name, size));
  must(getsockname(fd, (struct sockaddr *)&name, &size));
  *port = name.sin6_port;
  if (type == SOCK_STREAM) must(listen(fd, 4));
  return fd;
}

static const char *chosen_once(int first, int type) {
  uint16_t port = 0;
  int a = bound(first, type, &port), b = bound(first == AF_INET ? AF_INET6 : AF_INET, type, &port);
  int four = first == AF_INET ? a : b, six = first == AF_INET ? b : a, client = (int)must(socket(AF_INET, type, 0));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(connect(client, (struct sockaddr *)&to, sizeof to));
  must(send(client, "x", 1, 0));
  char byte;
  int by_four = type == SOCK_STREAM ? accept(four, NULL, NULL) >= 0 : recv(four, &byte, 1, 0) == 1;
  int by_six = type == SOCK_STREAM ? accept(six, NULL, NULL) >= 0 : recv(six, &byte, 1, 0) == 1;
  close(four), close(six), close(client);
  return by_four ? by_six ? "both" : "ipv4" : by_six ? "ipv6" : "none";
}

/* Again and again, under other ports. */
static const char *chosen(int first, int type) {
  for (int i = 0; i < 12; i++)
    if (strcmp(chosen_once(first, type), "ipv4")) return "not always ipv4";
  return "ipv4";
}

static uint64_t cookie(int family) {
  uint64_t value = 0;
  socklen_t length = sizeof value;
  must(getsockopt((int)must(socket(family, SOCK_STREAM, 0)), SOL_SOCKET, OPTION_COOKIE, &value, &length));
  return value;
}

int main(void) {
  check("udp_ipv4_first", chosen(AF_INET, SOCK_DGRAM), "ipv4");
  check("udp_ipv6_first", chosen(AF_INET6, SOCK_DGRAM), "ipv4");
  check("tcp_ipv4_first", chosen(AF_INET, SOCK_STREAM), "ipv4");
  check("tcp_ipv6_first", chosen(AF_INET6, SOCK_STREAM), "ipv4");
  uint64_t here = cookie(AF_INET), value;
  socklen_t length = 4;
  check("cookie", here != 0, 1);
  check("of_all_families", cookie(AF_UNIX) == here, 1);
  check("too_short", call(getsockopt((int)must(socket(AF_INET, SOCK_STREAM, 0)), SOL_SOCKET, OPTION_COOKIE, &value, &length)), "EINVAL");
  must(unshare(CLONE_NEWNET));
  check("elsewhere", cookie(AF_INET) == here, 0);
  return verdict();
}
