/* Contract:  A packet socket that hears everything gets each frame of the loopback twice, as it goes out and as it comes in;
 *            one of a protocol only what comes in; one without a protocol nothing until it is bound. SOCK_DGRAM leaves the
 *            header of Ethernet to the kernel.
 * Source:    packet(7); net/packet/af_packet.c
 * Covers:    socket bind getsockname sendto recvfrom setsockopt getsockopt poll
 * Requires:  namespaces network
 */
#include "contract.h"
#include "texts.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct link_name {
  uint16_t family, protocol;
  int32_t index;
  uint16_t hardware;
  uint8_t kind, length, address[8];
};
enum { ALL = 3, IP4 = 0x800, IP6 = 0x86dd, LEVEL = 263, ADD = 1, DROP = 2, STATISTICS = 6, IGNORE_OUTGOING = 23 };
static unsigned char got[2048];
static struct link_name from;

/* "in 47 0x800" of the next frame, or the error. */
static const char *next(int fd) {
  socklen_t length = sizeof from;
  long n = recvfrom(fd, got, sizeof got, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
  if (n < 0) return error_name(errno);
  char *out = contract_text();
  contract_append(out, from.kind == 4 ? "out " : from.kind == 0 ? "in " : "other ");
  return contract_append(contract_append(contract_append(out, number(n, 10)), " "), number(ntohs(from.protocol), 16));
}

static int make(int type, int protocol) { return (int)must(socket(AF_PACKET, type, htons((uint16_t)protocol))); }

static const char *name_of(int fd) {
  struct link_name name = {0};
  socklen_t length = sizeof name;
  if (getsockname(fd, (struct sockaddr *)&name, &length)) return error_name(errno);
  char *out = contract_text();
  contract_append(contract_append(out, number((long)length, 10)), " ");
  contract_append(contract_append(out, number(ntohs(name.protocol), 16)), " ");
  return contract_append(contract_append(contract_append(out, number(name.index, 10)), " "), number(name.hardware, 10));
}

/* The line of /proc/net/packet that ends with the socket's number, without the kernel's address before and owner behind. */
static const char *row_of(int fd) {
  static char out[64];
  struct stat status;
  must(fstat(fd, &status));
  must(read_whole("/proc/net/packet"));
  for (char *line = strchr(whole, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
    unsigned references, type, protocol, index, running, memory, owner, number;
    if (sscanf(line + 1, "%*s %u %u %x %u %u %u %u %u", &references, &type, &protocol, &index, &running, &memory, &owner, &number) != 8) continue;
    if (number != status.st_ino) continue;
    snprintf(out, sizeof out, "%u %u %04x %u %u %u", references, type, protocol, index, running, memory);
    return out;
  }
  return "none";
}

int main(void) {
  must(unshare(CLONE_NEWNET));
  int udp = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(4444), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  struct link_name lo = {.family = AF_PACKET, .protocol = htons(IP4), .index = 1}, wrong = lo;
  int all = make(SOCK_RAW, ALL), cooked = make(SOCK_DGRAM, IP4), quiet = make(SOCK_RAW, 0), room;
  check("lo_down", call(sendto(quiet, got, 20, 0, (struct sockaddr *)&lo, sizeof lo)), "ENETDOWN");
  must(ioctl(udp, SIOCSIFFLAGS, &request));
  check("proc_head", field("/proc/net/packet", "sk"), "RefCnt Type Proto Iface R Rmem User Inode");
  check("proc_all", row_of(all), "3 3 0003 0 1 0");
  check("proc_cooked", row_of(cooked), "3 2 0800 0 1 0");
  check("proc_quiet", row_of(quiet), "2 3 0000 0 0 0");
  must(bind(udp, (struct sockaddr *)&to, sizeof to));
  check("stream", made(socket(AF_PACKET, SOCK_STREAM, 0)), "ESOCKTNOSUPPORT");
  check("unbound_name", name_of(all), "12 0x3 0 0");
  check("peer", call(getpeername(all, (struct sockaddr *)&from, &(socklen_t){sizeof from})), "EOPNOTSUPP");
  check("listen", call(listen(all, 1)), "EOPNOTSUPP");
  check("connect", call(connect(all, (struct sockaddr *)&lo, sizeof lo)), "EOPNOTSUPP");
  check("shutdown", call(shutdown(all, SHUT_RD)), "EOPNOTSUPP");
  check("poll_empty", poll_one(all, POLLIN | POLLOUT, SOON), "POLLOUT");
  must(sendto(udp, "hello", 5, 0, (struct sockaddr *)&to, sizeof to));
  check("poll", poll_one(all, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  must(ioctl(all, FIONREAD, &room));
  check("waiting", room, 47);
  check("goes_out", next(all), "out 47 0x800");
  check("comes_in", next(all), "in 47 0x800");
  check("frame_type", got[12] << 8 | got[13], IP4);
  check("no_addresses", memcmp(got, "\0\0\0\0\0\0\0\0\0\0\0", 12), 0);
  check("data", text((char *)got + 42, 5), "hello");
  check("index", from.index, 1);
  check("hardware", from.hardware, 772);
  check("cooked", next(cooked), "in 33 0x800");
  check("cooked_once", next(cooked), "EAGAIN");
  check("cooked_data", text((char *)got + 28, 5), "hello");
  check("quiet", next(quiet), "EAGAIN");

  wrong.index = 99;
  check("bind_nowhere", call(bind(quiet, (struct sockaddr *)&wrong, sizeof wrong)), "ENODEV");
  check("bind_short", call(bind(quiet, (struct sockaddr *)&lo, 10)), "EINVAL");
  wrong.index = 1, wrong.family = AF_INET;
  check("bind_family", call(bind(quiet, (struct sockaddr *)&wrong, sizeof wrong)), "EINVAL");
  check("bind", call(bind(quiet, (struct sockaddr *)&lo, sizeof lo)), "0");
  check("bound_name", name_of(quiet), "18 0x800 1 772");
  must(sendto(udp, "x", 1, 0, (struct sockaddr *)&to, sizeof to));
  check("hears_now", next(quiet), "in 43 0x800");

  while (recv(all, got, sizeof got, MSG_DONTWAIT) > 0) {}
  while (recv(cooked, got, sizeof got, MSG_DONTWAIT) > 0) {}
  unsigned char frame[60] = {[12] = 0x88, [13] = 0xb5, 'f', 'r', 'a', 'm', 'e'};
  check("send_frame", call(send(quiet, frame, sizeof frame, 0)), "60");
  check("frame_out_under_socket_protocol", next(all), "out 60 0x800");
  check("frame_in", next(all), "in 60 0x88b5");
  check("frame_data", text((char *)got + 14, 5), "frame");
  check("other_protocol", next(cooked), "EAGAIN");
  lo.protocol = htons(0x88b6), lo.length = 6;
  check("send_cooked", call(sendto(cooked, "data", 4, 0, (struct sockaddr *)&lo, sizeof lo)), "4");
  check("cooked_out", next(all), "out 18 0x88b6");
  check("cooked_in", next(all), "in 18 0x88b6");
  check("made_header", text((char *)got + 14, 4), "data");
  check("too_short", call(send(quiet, frame, 13, 0)), "EINVAL");
  check("unbound", call(send(cooked, frame, 20, 0)), "ENXIO");
  static char big[65551];
  check("too_long", call(send(quiet, big, sizeof big, 0)), "EMSGSIZE");

  struct {
    unsigned packets, drops;
  } counts;
  socklen_t length = sizeof counts;
  check("statistics", call(getsockopt(quiet, LEVEL, STATISTICS, &counts, &length)), "0");
  check("counted", counts.packets, 1);
  must(getsockopt(quiet, LEVEL, STATISTICS, &counts, &length));
  check("counted_anew", counts.packets, 0);
  check("ignore_outgoing", call(setsockopt(all, LEVEL, IGNORE_OUTGOING, &(int){1}, sizeof(int))), "0");
  must(send(quiet, frame, sizeof frame, 0));
  check("only_in", next(all), "in 60 0x88b5");
  check("nothing_else", next(all), "EAGAIN");
  struct {
    int index;
    uint16_t type, length;
    uint8_t address[8];
  } membership = {.index = 1, .type = 1};
  check("promiscuous", call(setsockopt(all, LEVEL, ADD, &membership, sizeof membership)), "0");
  check("not_any_more", call(setsockopt(all, LEVEL, DROP, &membership, sizeof membership)), "0");
  check("never_was", call(setsockopt(all, LEVEL, DROP, &membership, sizeof membership)), "0");
  membership.index = 99;
  check("elsewhere", call(setsockopt(all, LEVEL, ADD, &membership, sizeof membership)), "ENODEV");
  check("short_membership", call(setsockopt(all, LEVEL, ADD, &membership, 8)), "EINVAL");
  check("unknown_option", call(setsockopt(all, LEVEL, 99, &(int){1}, sizeof(int))), "ENOPROTOOPT");
  int ping = (int)must(socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
  struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  unsigned char echo[8] = {128};
  must(sendto(ping, echo, sizeof echo, 0, (struct sockaddr *)&to6, sizeof to6));
  check("ipv6_request", next(all), "in 62 0x86dd");
  check("ipv6_reply", next(all), "in 62 0x86dd");
  check("ipv6_type", got[54], 129);
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("without_right", made(socket(AF_PACKET, SOCK_RAW, 0)), "EPERM");
  check("right_first", made(socket(AF_PACKET, SOCK_STREAM, 0)), "EPERM");
  return verdict();
}
