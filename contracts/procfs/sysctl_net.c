/* Contract:  Numbers under /proc/sys/net are a network namespace's own, with Linux's defaults in a new one; its root sets from
 *            which port on nobody needs rights, and among which ports the kernel chooses.
 * Source:    ip(7), "/proc interfaces"; tcp(7), "/proc interfaces"; net/ipv4/sysctl_net_ipv4.c
 * Covers:    open read write bind unshare
 * Requires:  namespaces network
 */
#include "contract.h"
#include "texts.h"
#include <netinet/in.h>
#include <sys/socket.h>

#define FIRST_FREE "/proc/sys/net/ipv4/ip_unprivileged_port_start"
#define RANGE "/proc/sys/net/ipv4/ip_local_port_range"

static const char *bound(int port, int *got) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  socklen_t size = sizeof name;
  const char *answer = call(bind(fd, (struct sockaddr *)&name, size));
  must(getsockname(fd, (struct sockaddr *)&name, &size));
  *got = ntohs(name.sin_port);
  return answer;
}

int main(void) {
  static const char *const names[] = {"ipv4/tcp_syn_retries", "ipv4/tcp_keepalive_time", "ipv4/tcp_keepalive_intvl",
                                      "ipv4/tcp_keepalive_probes", "ipv4/tcp_fin_timeout", "ipv4/ip_default_ttl",
                                      "ipv4/tcp_retries2", "ipv4/tcp_window_scaling", "ipv4/ip_nonlocal_bind",
                                      "ipv6/bindv6only"};
  int port;
  must(unshare(CLONE_NEWNET));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) observe(names[i], contents(join("/proc/sys/net/", names[i])));
  check("first_free", contents(FIRST_FREE), "1024");
  check("range", contents(RANGE), "32768\\0960999");
  check("set_first_free", put(FIRST_FREE, "700"), "ok");
  check("is_set", contents(FIRST_FREE), "700");
  check("beyond_range", put(FIRST_FREE, "40000"), "EINVAL");
  check("set_range", put(RANGE, "50001 50002"), "ok");
  check("range_now", contents(RANGE), "50001\\0950002");
  check("backwards", put(RANGE, "50002 50001"), "EINVAL");
  check("privileged", put(RANGE, "600 50001"), "EINVAL");
  check("too_large", put(RANGE, "600 70000"), "EINVAL");
  check("unchanged", contents(RANGE), "50001\\0950002");
  check("chosen", bound(0, &port), "0");
  check("within", port == 50001 || port == 50002, 1);
  must(strcmp(bound(0, &port), "0"));
  check("no_third", bound(0, &port), "EADDRINUSE");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("free_port", bound(700, &port), "0");
  check("low_port", bound(699, &port), "EACCES");
  return verdict();
}
