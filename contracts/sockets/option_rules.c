/* Contract:  The bounds and rights of options of SOL_SOCKET, and those that know one kind of socket only.
 * Source:    socket(7), "Socket options"; sk_setsockopt, sk_getsockopt
 * Covers:    setsockopt getsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static const char *get(int fd, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == -1 ? error_name(errno) : number(value, 10);
}

static const char *set(int fd, int option, int value) {
  return call(setsockopt(fd, SOL_SOCKET, option, &value, sizeof value));
}

int main(void) {
  int tcp = (int)must(socket(AF_INET, SOCK_STREAM, 0)), udp = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  int local = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  check("priority_7", set(udp, SO_PRIORITY, 7), "0");
  check("priority_stays", get(udp, SO_PRIORITY), "7");
  check("priority_negative", set(udp, SO_PRIORITY, -1), "0");
  check("mark", set(udp, SO_MARK, 5), "0");
  check("mark_is", get(udp, SO_MARK), "5");
  check("rcvlowat_negative", set(udp, SO_RCVLOWAT, -5), "0");
  check("rcvlowat_is_huge", get(udp, SO_RCVLOWAT), "2147483647");
  check("sndlowat", set(udp, SO_SNDLOWAT, 5), "ENOPROTOOPT");
  check("sndbufforce", set(udp, SO_SNDBUFFORCE, 5000000), "EPERM");
  check("rcvbufforce", set(udp, SO_RCVBUFFORCE, 5000000), "EPERM");
  check("sndbuf_most", (set(udp, SO_SNDBUF, 1 << 30), get(udp, SO_SNDBUF)), "8388608");
  check("rcvbuf_negative", (set(udp, SO_RCVBUF, -1), get(udp, SO_RCVBUF)), "8388608");
  check("busy_poll_negative", set(udp, SO_BUSY_POLL, -1), "EINVAL");
  check("busy_poll", set(udp, SO_BUSY_POLL, 10), "0");
  check("busy_poll_is", get(udp, SO_BUSY_POLL), "10");
  check("prefer_busy_poll", set(udp, 69, 1), "EPERM");
  check("prefer_busy_poll_2", set(udp, 69, 2), "EPERM");
  check("budget", set(udp, 70, 8), "EPERM");
  check("budget_too_large", set(udp, 70, 70000), "EPERM");
  check("no_check", (set(udp, SO_NO_CHECK, 1), get(udp, SO_NO_CHECK)), "1");
  check("reuseport_unix", set(local, SO_REUSEPORT, 1), "EOPNOTSUPP");
  check("zerocopy_tcp", set(tcp, SO_ZEROCOPY, 1), "0");
  check("zerocopy_unix", set(local, SO_ZEROCOPY, 1), "EOPNOTSUPP");
  check("zerocopy_2", set(tcp, SO_ZEROCOPY, 2), "EINVAL");
  check("timestampns", (set(udp, SO_TIMESTAMPNS, 1), get(udp, SO_TIMESTAMPNS)), "1");
  check("timestamp_is_other", get(udp, SO_TIMESTAMP), "0");
  check("timestamp_replaces", (set(udp, SO_TIMESTAMP, 1), get(udp, SO_TIMESTAMPNS)), "0");
  check("timestamp_off", (set(udp, SO_TIMESTAMPNS, 0), get(udp, SO_TIMESTAMP)), "0");
  check("acceptconn_set", set(tcp, SO_ACCEPTCONN, 1), "ENOPROTOOPT");
  check("peercred_set", set(tcp, SO_PEERCRED, 1), "ENOPROTOOPT");
  check("domain_set", set(tcp, SO_DOMAIN, 1), "ENOPROTOOPT");
  check("protocol_set", set(tcp, SO_PROTOCOL, 1), "ENOPROTOOPT");
  check("incoming_cpu_set", set(tcp, SO_INCOMING_CPU, 0), "0");
  check("incoming_cpu", get(tcp, SO_INCOMING_CPU), "0");
  check("passcred_tcp", set(tcp, SO_PASSCRED, 1), "EOPNOTSUPP");
  check("passpidfd_tcp", set(tcp, 76, 1), "EOPNOTSUPP");
  check("passpidfd_unix", set(local, 76, 1), "0");
  check("passpidfd_is", get(local, 76), "1");
  check("peerpidfd_tcp", get(tcp, 77), "ENODATA");
  check("peerpidfd_unix", get(local, 77), "ENODATA");
  check("max_pacing", get(tcp, 47), "-1");
  check("detach_nothing", set(tcp, SO_DETACH_FILTER, 0), "ENOENT");
  check("detach_bpf_nothing", set(tcp, 27, 0), "ENOENT");
  check("lock_filter", set(tcp, SO_LOCK_FILTER, 1), "0");
  check("unlock_filter", set(tcp, SO_LOCK_FILTER, 0), "EPERM");
  check("filter_too_short", set(tcp, SO_ATTACH_FILTER, 0), "EINVAL");
  check("peek_off_tcp", set(tcp, SO_PEEK_OFF, 3), "0");
  check("peek_off_raise", get(tcp, SO_PEEK_OFF), "3");
  check("error", get(tcp, SO_ERROR), "0");
  check("keepalive_2", (set(udp, SO_KEEPALIVE, 2), get(udp, SO_KEEPALIVE)), "1");
  check("oobinline", (set(udp, SO_OOBINLINE, -3), get(udp, SO_OOBINLINE)), "1");
  check("bindtoifindex", set(udp, 62, 1), "0");
  check("bindtoifindex_is", get(udp, 62), "1");
  char name[16];
  socklen_t size = sizeof name;
  check("bound_name", call(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &size)), "0");
  check("bound_name_is", text(name, size), "lo\\00");
  size = 2;
  check("name_needs_room", call(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &size)), "EINVAL");
  check("unbind", call(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "", 0)), "0");
  size = sizeof name;
  check("unbound", (must(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &size)), (int)size), 0);
  check("bind_by_name", call(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3)), "0");
  check("bind_to_none", call(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "none0", 6)), "ENODEV");
  check("peer_name_unconnected", get(udp, 28), "ENOTCONN");
  return verdict();
}
