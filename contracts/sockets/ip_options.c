/* Contract:  The options of IP on TCP and UDP sockets: what they are at first, their bounds, and one-byte values.
 * Source:    ip(7), "Socket options"; do_ip_setsockopt, do_ip_getsockopt
 * Covers:    setsockopt getsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int s;

static const char *get(int option) {
  int value = -1;
  socklen_t size = sizeof value;
  if (getsockopt(s, IPPROTO_IP, option, &value, &size) == -1) return error_name(errno);
  return size == sizeof value ? number(value, 10) : join("size_", number(size, 10));
}

static const char *set(int option, int value) {
  return call(setsockopt(s, IPPROTO_IP, option, &value, sizeof value));
}

static const struct {
  const char *name;
  int option;
  const char *initial;
  int values[3];
  const char *set[3], *then[3];
} options[] = {
    {"tos", IP_TOS, "0", {0x10, 0xff, 256}, {"0", "0", "0"}, {"16", "255", "0"}},
    {"ttl", IP_TTL, "64", {1, 0, 256}, {"0", "EINVAL", "EINVAL"}, {"1", "1", "1"}},
    {"ttl_default", IP_TTL, "1", {255, -1, -2}, {"0", "0", "EINVAL"}, {"255", "64", "64"}},
    {"hdrincl", IP_HDRINCL, "0", {1, 0, 2}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"0", "0", "0"}},
    {"router_alert", IP_ROUTER_ALERT, "0", {1, 0, 2}, {"EINVAL", "EINVAL", "EINVAL"}, {"0", "0", "0"}},
    {"recvopts", IP_RECVOPTS, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"retopts", IP_RETOPTS, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"pktinfo", IP_PKTINFO, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"mtu_discover", IP_MTU_DISCOVER, "1", {0, 5, 6}, {"0", "0", "EINVAL"}, {"0", "5", "5"}},
    {"recverr", IP_RECVERR, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvttl", IP_RECVTTL, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvtos", IP_RECVTOS, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"mtu", IP_MTU, "ENOTCONN", {1, 5, 0}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"ENOTCONN", "ENOTCONN", "ENOTCONN"}},
    {"freebind", IP_FREEBIND, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"passsec", IP_PASSSEC, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"transparent", IP_TRANSPARENT, "0", {1, 0, 5}, {"0", "0", "0"}, {"1", "0", "1"}},
    {"origdstaddr", IP_ORIGDSTADDR, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"minttl", IP_MINTTL, "0", {5, 256, -1}, {"0", "EINVAL", "EINVAL"}, {"5", "5", "5"}},
    {"nodefrag", IP_NODEFRAG, "0", {1, 0, 2}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"0", "0", "0"}},
    {"checksum", IP_CHECKSUM, "0", {1, 5, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"bind_no_port", IP_BIND_ADDRESS_NO_PORT, "0", {1, 2, 0}, {"0", "0", "0"}, {"1", "1", "0"}},
    {"recvfragsize", IP_RECVFRAGSIZE, "0", {1, 0, 2}, {"0", "0", "0"}, {"1", "0", "1"}},
    {"recverr_rfc4884", 26, "0", {1, 0, 2}, {"0", "0", "EINVAL"}, {"1", "0", "0"}},
    {"multicast_if", IP_MULTICAST_IF, "0", {0, 5, 1}, {"0", "EADDRNOTAVAIL", "EADDRNOTAVAIL"}, {"0", "0", "0"}},
    {"multicast_ttl", IP_MULTICAST_TTL, "1", {0, 256, -1}, {"0", "EINVAL", "0"}, {"0", "0", "1"}},
    {"multicast_loop", IP_MULTICAST_LOOP, "1", {0, 5, 1}, {"0", "0", "0"}, {"0", "1", "1"}},
    {"multicast_all", IP_MULTICAST_ALL, "1", {0, 1, 5}, {"0", "0", "EINVAL"}, {"0", "1", "1"}},
    {"unicast_if", IP_UNICAST_IF, "0", {0, 5, 1}, {"0", "EADDRNOTAVAIL", "EADDRNOTAVAIL"}, {"0", "0", "0"}},
    {"local_port_range", 51, "0", {0, 5, 1}, {"0", "0", "0"}, {"0", "5", "1"}},
    {"unknown", 150, "ENOPROTOOPT", {0, 5, 1}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}, {"ENOPROTOOPT", "ENOPROTOOPT", "ENOPROTOOPT"}},
};

int main(void) {
  static const char *const nth[] = {"_first", "_second", "_third"};
  s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    check(options[i].name, get(options[i].option), options[i].initial);
    for (int n = 0; n < 3; n++) {
      const char *key = join(options[i].name, nth[n]);
      check(join(key, "_set"), set(options[i].option, options[i].values[n]), options[i].set[n]);
      check(join(key, "_is"), get(options[i].option), options[i].then[n]);
    }
  }
  unsigned char byte = 77;
  check("set_a_byte", call(setsockopt(s, IPPROTO_IP, IP_TTL, &byte, 1)), "0");
  check("is_the_byte", get(IP_TTL), "77");
  socklen_t size = 1;
  byte = 0;
  check("get_a_byte", call(getsockopt(s, IPPROTO_IP, IP_TTL, &byte, &size)), "0");
  check("the_byte", byte, 77);
  check("its_size", (int)size, 1);
  check("set_nothing", call(setsockopt(s, IPPROTO_IP, IP_TTL, &byte, 0)), "EINVAL");
  size = 0;
  check("get_nothing", call(getsockopt(s, IPPROTO_IP, IP_TTL, &byte, &size)), "0");
  char ip_options[40];
  size = sizeof ip_options;
  check("ip_options_none", (must(getsockopt(s, IPPROTO_IP, IP_OPTIONS, ip_options, &size)), (int)size), 0);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = 9, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(connect(s, (struct sockaddr *)&name, sizeof name));
  check("mtu_connected", get(IP_MTU), "65535");
  s = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("tcp_tos_keeps_ecn", (set(IP_TOS, 0xff), get(IP_TOS)), "252");
  check("tcp_multicast_ttl", set(IP_MULTICAST_TTL, 3), "EINVAL");
  check("tcp_recvttl", (set(IP_RECVTTL, 1), get(IP_RECVTTL)), "1");
  return verdict();
}
