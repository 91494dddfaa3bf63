/* Contract:  A raw socket of another protocol passes packets of it beside the sockets they are for; with IP_HDRINCL, as always
 *            with IPPROTO_RAW, the caller writes IP's header, of which the kernel fills in length, checksum, and what is zero.
 * Source:    raw(7); net/ipv4/raw.c, raw_send_hdrinc
 * Covers:    socket sendto recvfrom setsockopt getsockopt
 * Requires:  network
 */
#include "contract.h"
#include <netinet/in.h>
#include <sys/socket.h>

static unsigned char got[2048];

static struct sockaddr_in at(uint32_t ip, int port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(ip)};
}

static const char *sends(int fd, const void *data, size_t size) {
  struct sockaddr_in to = at(INADDR_LOOPBACK, 0);
  return call(sendto(fd, data, size, 0, (struct sockaddr *)&to, sizeof to));
}

/* Bytes of the next message from `from` on, or the error; who sent it is in `sender`. */
static struct sockaddr_in sender;
static const char *next(int fd, int from) {
  socklen_t length = sizeof sender;
  long n = recvfrom(fd, got, sizeof got, MSG_DONTWAIT, (struct sockaddr *)&sender, &length);
  return n < 0 ? error_name(errno) : text((char *)got + from, n - from);
}

int main(void) {
  int udp = (int)must(socket(AF_INET, SOCK_DGRAM, 0)), raw = (int)must(socket(AF_INET, SOCK_RAW, IPPROTO_UDP)), value = 1;
  int whole = (int)must(socket(AF_INET, SOCK_RAW, IPPROTO_RAW)), icmp = (int)must(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  struct sockaddr_in own = at(INADDR_LOOPBACK, 4444);
  must(bind(udp, (struct sockaddr *)&own, sizeof own));
  must(sendto(udp, "hello", 5, 0, (struct sockaddr *)&own, sizeof own));
  check("both_hear", next(udp, 0), "hello");
  check("raw_hears", next(raw, 28), "hello");
  check("length_in_header", got[2] << 8 | got[3], 33);

  unsigned char datagram[11] = {0, 5, 4444 >> 8, 4444 & 255, 0, 11, 0, 0, 'x', 'y', 'z'};
  check("send_udp", sends(raw, datagram, sizeof datagram), "11");
  check("udp_hears", next(udp, 0), "xyz");
  check("from_port", ntohs(sender.sin_port), 5);
  check("heard_by_itself", next(raw, 28), "xyz");
  datagram[6] = 4;
  must(strcmp(sends(raw, datagram, sizeof datagram), "11"));
  check("wrong_sum", next(udp, 0), "EAGAIN");
  check("wrong_sum_raw", next(raw, 28), "xyz");
  datagram[6] = 0, datagram[5] = 20;
  must(strcmp(sends(raw, datagram, sizeof datagram), "11"));
  check("wrong_length", next(udp, 0), "EAGAIN");
  next(raw, 0);
  datagram[5] = 11;

  socklen_t length = sizeof value;
  must(getsockopt(whole, IPPROTO_IP, IP_HDRINCL, &value, &length));
  check("included_in_raw", value, 1);
  must(getsockopt(raw, IPPROTO_IP, IP_HDRINCL, &value, &length));
  check("not_in_udp", value, 0);
  check("not_for_others", call(setsockopt(udp, IPPROTO_IP, IP_HDRINCL, &value, sizeof value)), "ENOPROTOOPT");
  unsigned char packet[31] = {0x45, 0, 9, 9, 0, 0, 0, 0, 9, IPPROTO_UDP, 7, 7, 0, 0, 0, 0, 127, 0, 0, 1};
  memcpy(packet + 20, datagram, sizeof datagram);
  check("send_whole", sends(whole, packet, sizeof packet), "31");
  check("udp_hears_whole", next(udp, 0), "xyz");
  check("from_filled_in", ntohl(sender.sin_addr.s_addr) == INADDR_LOOPBACK, 1);
  check("raw_hears_whole", next(raw, 28), "xyz");
  check("length_filled_in", got[2] << 8 | got[3], 31);
  check("id_filled_in", (got[4] | got[5]) != 0, 1);
  check("ttl_kept", got[8], 9);
  check("fragment_kept", got[6], 0);
  check("sender_hears_nothing", next(whole, 0), "EAGAIN");
  packet[15] = 5, packet[12] = 127;
  must(strcmp(sends(whole, packet, sizeof packet), "31"));
  check("other_source", next(udp, 0), "xyz");
  check("is_kept", ntohl(sender.sin_addr.s_addr) == 0x7f000005, 1);
  next(raw, 0);
  check("short_header", sends(whole, packet, 10), "EINVAL");
  packet[0] = 0x4f;
  check("long_header", sends(whole, packet, sizeof packet), "EINVAL");
  packet[0] = 0x44;
  check("header_too_short", sends(whole, packet, sizeof packet), "EINVAL");
  packet[0] = 0x65;
  check("other_version", sends(whole, packet, sizeof packet), "31");
  check("thrown_away", next(raw, 0), "EAGAIN");
  packet[0] = 0x45, packet[9] = 252;
  must(strcmp(sends(whole, packet, sizeof packet), "31"));
  next(icmp, 0);
  check("protocol_unreachable", got[20] << 8 | got[21], 0x302);
  must(setsockopt(raw, IPPROTO_IP, IP_HDRINCL, &(int){1}, sizeof(int)));
  packet[9] = IPPROTO_UDP;
  check("by_option", sends(raw, packet, sizeof packet), "31");
  check("by_option_heard", next(udp, 0), "xyz");
  return verdict();
}
