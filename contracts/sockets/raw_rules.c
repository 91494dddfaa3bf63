/* Contract:  Raw sockets take CAP_NET_RAW over their network namespace, and a protocol; ping sockets a group of
 *            ping_group_range, which the namespace's root sets.
 * Source:    raw(7); icmp(7), ping_group_range; inet_create
 * Covers:    socket unshare
 * Requires:  namespaces network
 */
#include "contract.h"
#include "texts.h"
#include <netinet/in.h>
#include <sys/socket.h>

static const char *make(int family, int type, int protocol) {
  int fd = socket(family, type, protocol);
  const char *answer = made(fd);
  if (fd >= 0) close(fd);
  return answer;
}

#define RANGE "/proc/sys/net/ipv4/ping_group_range"

int main(void) {
  must(unshare(CLONE_NEWNET));
  check("no_protocol", make(AF_INET, SOCK_RAW, 0), "EPROTONOSUPPORT");
  check("beyond", make(AF_INET, SOCK_RAW, 263), "EINVAL");
  check("icmp", make(AF_INET, SOCK_RAW, IPPROTO_ICMP), "ok");
  check("any_number", make(AF_INET, SOCK_RAW, 253), "ok");
  check("six", make(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), "ok");
  check("stream_of_icmp", make(AF_INET, SOCK_STREAM, IPPROTO_ICMP), "EPROTONOSUPPORT");
  check("six_of_four", make(AF_INET6, SOCK_DGRAM, IPPROTO_ICMP), "EPROTONOSUPPORT");
  check("ping_outside", make(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), "EACCES");
  check("backwards", put(RANGE, "1 0"), "EINVAL");
  check("open_it", put(RANGE, "0 0"), "ok");
  check("now", contents(RANGE), "0\\090");
  check("ping", make(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), "ok");
  check("ping_six", make(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6), "ok");
  check("unmapped", put(RANGE, "0 1"), "EINVAL");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("raw_without_right", make(AF_INET, SOCK_RAW, IPPROTO_ICMP), "EPERM");
  check("six_without_right", make(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), "EPERM");
  check("protocol_first", make(AF_INET, SOCK_RAW, 0), "EPROTONOSUPPORT");
  check("ping_without_right", make(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), "ok");
  return verdict();
}
