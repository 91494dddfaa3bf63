/* Contract:  An IPv6 socket on "any" takes IPv4 as well, and shows it as mapped addresses, unless IPV6_V6ONLY is set.
 * Source:    ipv6(7), IPV6_V6ONLY and NOTES
 * Covers:    bind connect accept getsockname getpeername setsockopt
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in6 six;
static struct sockaddr_in four;

static int make(int family) { return (int)must(socket(family, SOCK_STREAM, 0)); }

static const char *shown(int fd, int peer) {
  static char name[INET6_ADDRSTRLEN];
  struct sockaddr_in6 address;
  socklen_t size = sizeof address;
  must(peer ? getpeername(fd, (struct sockaddr *)&address, &size)
            : getsockname(fd, (struct sockaddr *)&address, &size));
  if (size != sizeof address) return "not an IPv6 address";
  return inet_ntop(AF_INET6, &address.sin6_addr, name, sizeof name);
}

int main(void) {
  socklen_t size = sizeof six;
  int on = 1, server = make(AF_INET6);
  six.sin6_family = AF_INET6;
  check("short_address", call(bind(server, (struct sockaddr *)&six, 23)), "EINVAL");
  check("bind", call(bind(server, (struct sockaddr *)&six, sizeof six)), "0");
  must(getsockname(server, (struct sockaddr *)&six, &size));
  four = (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = six.sin6_port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(listen(server, 4));
  check("ipv4_port_is_taken", call(bind(make(AF_INET), (struct sockaddr *)&four, sizeof four)), "EADDRINUSE");
  check("only_before_bind", call(setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on)), "EINVAL");

  int client = make(AF_INET);
  check("by_ipv4", call(connect(client, (struct sockaddr *)&four, sizeof four)), "0");
  int accepted = (int)must(accept(server, NULL, NULL));
  check("accepted_name", shown(accepted, 0), "::ffff:127.0.0.1");
  check("accepted_peer", shown(accepted, 1), "::ffff:127.0.0.1");
  client = make(AF_INET6);
  six.sin6_addr = in6addr_loopback;
  check("by_ipv6", call(connect(client, (struct sockaddr *)&six, sizeof six)), "0");
  accepted = (int)must(accept(server, NULL, NULL));
  check("ipv6_peer", shown(accepted, 1), "::1");
  client = make(AF_INET6);
  must(inet_pton(AF_INET6, "::ffff:127.0.0.1", &six.sin6_addr) == 1 ? 0 : -1);
  check("by_mapped", call(connect(client, (struct sockaddr *)&six, sizeof six)), "0");
  check("mapped_name", shown(client, 0), "::ffff:127.0.0.1");

  int only = make(AF_INET6);
  must(setsockopt(only, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
  six = (struct sockaddr_in6){.sin6_family = AF_INET6};
  must(bind(only, (struct sockaddr *)&six, sizeof six));
  must(getsockname(only, (struct sockaddr *)&six, &size));
  must(listen(only, 1));
  four.sin_port = six.sin6_port;
  check("v6only_refuses", call(connect(make(AF_INET), (struct sockaddr *)&four, sizeof four)), "ECONNREFUSED");
  check("v6only_leaves_ipv4", call(bind(make(AF_INET), (struct sockaddr *)&four, sizeof four)), "0");
  return verdict();
}
