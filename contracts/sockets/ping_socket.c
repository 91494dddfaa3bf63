/* Contract:  A ping socket sends echo requests under its own identifier, which is its port, with the checksum made for it,
 *            and hears the answers to them alone, without IP's header.
 * Source:    icmp(7); net/ipv4/ping.c
 * Covers:    socket sendto recvfrom bind connect getsockname
 * Requires:  namespaces network
 */
#include "contract.h"
#include "texts.h"
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static unsigned char got[256];

/* "TYPE ID DATA" of the next answer, or the error. */
static const char *next(int fd) {
  long n = recv(fd, got, sizeof got, MSG_DONTWAIT);
  if (n < 0) return error_name(errno);
  char *out = contract_text();
  contract_append(contract_append(out, number(got[0], 10)), " ");
  contract_append(contract_append(out, number(got[4] << 8 | got[5], 10)), " ");
  return contract_append(out, text((char *)got + 8, n - 8));
}

static int port_of(int fd) {
  struct sockaddr_in name;
  socklen_t length = sizeof name;
  must(getsockname(fd, (struct sockaddr *)&name, &length));
  return ntohs(name.sin_port);
}

int main(void) {
  must(unshare(CLONE_NEWNET));
  must(strcmp(put("/proc/sys/net/ipv4/ping_group_range", "0 0"), "ok"));
  int fd = (int)must(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)), other = (int)must(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  unsigned char echo[12] = {8, 0, 0xff, 0xff, 1, 2, 0, 1, 'p', 'i', 'n', 'g'};
  check("lo_down", call(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to)), "ENETUNREACH");
  struct ifreq up = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  must(ioctl(fd, SIOCSIFFLAGS, &up));
  close(fd);
  fd = (int)must(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
  check("no_identifier", port_of(fd), 0);
  check("no_target", call(send(fd, echo, sizeof echo, 0)), "EDESTADDRREQ");
  check("sent", call(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to)), "12");
  check("identifier", port_of(fd) != 0, 1);
  next(fd);
  check("own_identifier", (got[4] << 8 | got[5]) == port_of(fd), 1);
  check("no_more", next(fd), "EAGAIN");
  echo[0] = 0;
  check("reply_refused", call(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to)), "EINVAL");
  echo[0] = 8, echo[1] = 1;
  check("code_refused", call(sendto(fd, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to)), "EINVAL");
  echo[1] = 0;
  check("too_short", call(sendto(fd, echo, 7, 0, (struct sockaddr *)&to, sizeof to)), "EINVAL");
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(77)};
  check("bind", call(bind(other, (struct sockaddr *)&own, sizeof own)), "0");
  check("bind_again", call(bind(other, (struct sockaddr *)&own, sizeof own)), "EINVAL");
  must(sendto(other, echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to));
  check("chosen_identifier", next(other), "0 77 ping");
  check("for_nobody_else", next(fd), "EAGAIN");
  must(connect(other, (struct sockaddr *)&to, sizeof to));
  must(send(other, echo, sizeof echo, 0));
  check("connected", next(other), "0 77 ping");

  struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  int six = (int)must(socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6));
  struct sockaddr_in6 own6 = {.sin6_family = AF_INET6, .sin6_port = htons(66)};
  check("bind6", call(bind(six, (struct sockaddr *)&own6, sizeof own6)), "0");
  echo[0] = 128;
  check("sent6", call(sendto(six, echo, sizeof echo, 0, (struct sockaddr *)&to6, sizeof to6)), "12");
  check("reply6", next(six), "129 66 ping");
  int raw6 = (int)must(socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
  check("raw6", call(sendto(raw6, echo, sizeof echo, 0, (struct sockaddr *)&to6, sizeof to6)), "12");
  check("raw6_request", next(raw6), "128 258 ping");
  check("raw6_reply", next(raw6), "129 258 ping");
  return verdict();
}
