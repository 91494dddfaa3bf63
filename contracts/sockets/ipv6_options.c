/* Contract:  The options of IPv6: what they are at first, and their bounds; options of IP on IPv6 sockets.
 * Source:    ipv6(7); RFC 3493, RFC 3542; do_ipv6_setsockopt, do_ipv6_getsockopt
 * Covers:    setsockopt getsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int s;

static const char *get(int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  if (getsockopt(s, level, option, &value, &size) == -1) return error_name(errno);
  return size == sizeof value ? number(value, 10) : join("size_", number(size, 10));
}

static const char *set(int level, int option, int value) {
  return call(setsockopt(s, level, option, &value, sizeof value));
}

static const struct {
  const char *name;
  int option;
  const char *initial;
  int values[3];
  const char *set[3], *then[3];
} options[] = {
    {"v6only", IPV6_V6ONLY, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"unicast_hops", IPV6_UNICAST_HOPS, "64", {5, 256, -1}, {"0", "EINVAL", "0"}, {"5", "5", "64"}},
    {"multicast_hops", IPV6_MULTICAST_HOPS, "1", {5, 256, -1}, {"0", "EINVAL", "0"}, {"5", "5", "1"}},
    {"multicast_loop", IPV6_MULTICAST_LOOP, "1", {0, 2, 1}, {"0", "EINVAL", "0"}, {"0", "0", "1"}},
    {"multicast_if", IPV6_MULTICAST_IF, "0", {1, 77, 0}, {"0", "ENODEV", "0"}, {"1", "1", "0"}},
    {"multicast_all", 29, "1", {0, 1, 5}, {"0", "0", "0"}, {"0", "1", "1"}},
    {"unicast_if", 76, "0", {0, 77, 0}, {"0", "EADDRNOTAVAIL", "0"}, {"0", "0", "0"}},
    {"recvpktinfo", IPV6_RECVPKTINFO, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvhoplimit", IPV6_RECVHOPLIMIT, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvtclass", IPV6_RECVTCLASS, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recverr", IPV6_RECVERR, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvorigdstaddr", 74, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvpathmtu", IPV6_RECVPATHMTU, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvrthdr", IPV6_RECVRTHDR, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvhopopts", IPV6_RECVHOPOPTS, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"tclass", IPV6_TCLASS, "0", {5, 256, -1}, {"0", "EINVAL", "0"}, {"5", "5", "0"}},
    {"mtu_discover", IPV6_MTU_DISCOVER, "1", {0, 5, 6}, {"0", "0", "EINVAL"}, {"0", "5", "5"}},
    {"mtu", IPV6_MTU, "ENOTCONN", {1280, 1279, 0}, {"0", "EINVAL", "0"}, {"ENOTCONN", "ENOTCONN", "ENOTCONN"}},
    {"dontfrag", IPV6_DONTFRAG, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"autoflowlabel", 70, "1", {0, 1, 5}, {"0", "0", "0"}, {"0", "1", "1"}},
    {"flowinfo_send", 33, "0", {1, 0, 5}, {"0", "0", "0"}, {"1", "0", "1"}},
    {"minhopcount", 73, "0", {5, 256, -1}, {"0", "EINVAL", "EINVAL"}, {"5", "5", "5"}},
    {"freebind", 78, "0", {1, 0, 5}, {"0", "0", "0"}, {"1", "0", "1"}},
    {"transparent", 75, "0", {1, 0, 5}, {"0", "0", "0"}, {"1", "0", "1"}},
    {"checksum", IPV6_CHECKSUM, "ENOPROTOOPT", {2, 3, -1}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}},
    {"unknown", 150, "ENOPROTOOPT", {0, 5, 1}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}},
};

int main(void) {
  static const char *const nth[] = {"_first", "_second", "_third"};
  s = (int)must(socket(AF_INET6, SOCK_DGRAM, 0));
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    check(options[i].name, get(IPPROTO_IPV6, options[i].option), options[i].initial);
    for (int n = 0; n < 3; n++) {
      const char *key = join(options[i].name, nth[n]);
      check(join(key, "_set"), set(IPPROTO_IPV6, options[i].option, options[i].values[n]), options[i].set[n]);
      check(join(key, "_is"), get(IPPROTO_IPV6, options[i].option), options[i].then[n]);
    }
  }
  check("ip_ttl", get(IPPROTO_IP, IP_TTL), "64");
  check("ip_tos_set", set(IPPROTO_IP, IP_TOS, 8), "0");
  check("ip_tos_is", get(IPPROTO_IP, IP_TOS), "8");
  char byte = 1;
  check("byte", call(setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &byte, 1)), "EINVAL");
  struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  must(bind(s, (struct sockaddr *)&name, sizeof name));
  check("v6only_bound", set(IPPROTO_IPV6, IPV6_V6ONLY, 1), "EINVAL");
  name.sin6_port = 9;
  must(connect(s, (struct sockaddr *)&name, sizeof name));
  check("mtu_connected", get(IPPROTO_IPV6, IPV6_MTU), "65536");
  s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("on_ipv4", set(IPPROTO_IPV6, IPV6_V6ONLY, 1), "ENOPROTOOPT");
  check("get_on_ipv4", get(IPPROTO_IPV6, IPV6_V6ONLY), "EOPNOTSUPP");
  return verdict();
}
