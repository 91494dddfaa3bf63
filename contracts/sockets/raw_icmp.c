/* Contract:  A raw socket of ICMP sends what it is given behind a header of the kernel's, hears with the header what comes,
 *            its own echo request as well as the machine's answer, and leaves out what ICMP_FILTER names.
 * Source:    raw(7), icmp(7); net/ipv4/raw.c
 * Covers:    socket sendto recvfrom setsockopt getsockopt getsockname connect bind poll
 * Requires:  network
 */
#include "contract.h"
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { ICMP_FILTER_OPTION = 1, LEVEL_RAW = 255 };
static unsigned char packet[2048];
static struct sockaddr_in from;

static struct sockaddr_in at(uint32_t ip, int port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(ip)};
}

/* "TYPE/CODE length from" of the next message, or the error. */
static const char *next(int fd) {
  socklen_t length = sizeof from;
  long n = recvfrom(fd, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
  if (n < 0) return error_name(errno);
  int head = (packet[0] & 15) * 4;
  char *out = contract_text();
  contract_append(contract_append(out, number(packet[head], 10)), "/");
  contract_append(contract_append(out, number(packet[head + 1], 10)), " ");
  return contract_append(contract_append(contract_append(out, number(n, 10)), " from "), number(ntohl(from.sin_addr.s_addr), 16));
}

static void seal(unsigned char *message, size_t size) {
  unsigned sum = 0;
  message[2] = message[3] = 0;
  for (size_t i = 0; i < size; i += 2) sum += (unsigned)message[i] << 8 | message[i + 1];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  message[2] = (unsigned char)(~sum >> 8), message[3] = (unsigned char)~sum;
}

int main(void) {
  unsigned char echo[16] = {8, 0, 0, 0, 0, 77, 0, 1, 'p', 'i', 'n', 'g'};
  seal(echo, sizeof echo);
  struct sockaddr_in to = at(INADDR_LOOPBACK, 99), name;
  socklen_t length = sizeof name;
  int fd = (int)must(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)), value, room;
  must(getsockname(fd, (struct sockaddr *)&name, &length));
  check("port_is_protocol", ntohs(name.sin_port), IPPROTO_ICMP);
  check("no_target", call(send(fd, echo, sizeof echo, 0)), "EDESTADDRREQ");
  check("sent", call(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to)), "16");
  check("poll", poll_one(fd, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  must(ioctl(fd, FIONREAD, &room));
  check("waiting", room, 36);
  check("own_request", next(fd), "8/0 36 from 0x7f000001");
  check("header", text((char *)packet, 2), "E\\00");
  check("ttl", packet[8], 64);
  check("protocol", packet[9], IPPROTO_ICMP);
  check("do_not_fragment", packet[6], 0x40);
  check("reply", next(fd), "0/0 36 from 0x7f000001");
  check("reply_data", memcmp(packet + 24, echo + 4, 12), 0);
  seal(packet + 20, 16);
  check("reply_sum", packet[22] << 8 | packet[23], 8417);
  check("no_more", next(fd), "EAGAIN");

  length = sizeof value;
  value = 1;
  must(getsockopt(fd, LEVEL_RAW, ICMP_FILTER_OPTION, &value, &length));
  check("filter_at_first", value, 0);
  value = ~1;
  check("filter", call(setsockopt(fd, LEVEL_RAW, ICMP_FILTER_OPTION, &value, sizeof value)), "0");
  must(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to));
  check("reply_only", next(fd), "0/0 36 from 0x7f000001");
  check("nothing_else", next(fd), "EAGAIN");
  value = 0;
  must(setsockopt(fd, LEVEL_RAW, ICMP_FILTER_OPTION, &value, sizeof value));
  check("other_option", call(setsockopt(fd, LEVEL_RAW, 2, &value, sizeof value)), "ENOPROTOOPT");

  int udp = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  to = at(INADDR_LOOPBACK, 4444);
  must(sendto(udp, "hello", 5, 0, (struct sockaddr *)&to, sizeof to));
  check("port_unreachable", next(fd), "3/3 61 from 0x7f000001");
  check("precedence", packet[1], 0xc0);
  check("quoted_protocol", packet[28 + 9], IPPROTO_UDP);
  check("quoted_port", packet[28 + 22] << 8 | packet[28 + 23], 4444);
  check("quoted_data", text((char *)packet + 56, 5), "hello");

  echo[2] ^= 1;
  must(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to));
  check("wrong_sum_heard", next(fd), "8/0 36 from 0x7f000001");
  check("wrong_sum_unanswered", next(fd), "EAGAIN");
  echo[2] ^= 1;
  check("too_short_to_be_heard", call(sendto(fd, "abc", 3, 0, (struct sockaddr *)&to, sizeof to)), "3");
  check("not_heard", next(fd), "EAGAIN");
  check("too_short_to_be_sent", call(sendto(fd, "a", 1, 0, (struct sockaddr *)&to, sizeof to)), "EFAULT");

  struct sockaddr_in own = at(0x7f000002, 0);
  check("bind", call(bind(fd, (struct sockaddr *)&own, sizeof own)), "0");
  must(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to));
  check("only_to_own_address", next(fd), "0/0 36 from 0x7f000001");
  check("request_went_elsewhere", next(fd), "EAGAIN");
  own = at(0x08080808, 0);
  check("bind_elsewhere", call(bind(fd, (struct sockaddr *)&own, sizeof own)), "EADDRNOTAVAIL");
  own = at(INADDR_ANY, 0);
  check("bind_again", call(bind(fd, (struct sockaddr *)&own, sizeof own)), "0");
  own = at(0x7f000003, 0);
  check("connect", call(connect(fd, (struct sockaddr *)&own, sizeof own)), "0");
  check("bind_connected", call(bind(fd, (struct sockaddr *)&own, sizeof own)), "EINVAL");
  must(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to));
  check("strangers_unheard", next(fd), "EAGAIN");
  must(send(fd, echo, sizeof echo, 0));
  check("peer_heard", next(fd), "0/0 36 from 0x7f000003");
  return verdict();
}
