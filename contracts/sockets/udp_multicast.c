/* Contract:  Multicast over the loopback, which no route leads to: IP_MULTICAST_IF opens the way; members of the group hear,
 *            others by IP_MULTICAST_ALL; IP_MULTICAST_LOOP means nothing on the interface that is a loop itself.
 * Source:    ip(7), IP_ADD_MEMBERSHIP, IP_MULTICAST_IF, IP_MULTICAST_ALL, IP_MULTICAST_LOOP
 * Covers:    setsockopt sendto recvfrom
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in group = {.sin_family = AF_INET};
static int sender;

static int receiver(int all) {
  int on = 1, fd = (int)must(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = group.sin_port};
  socklen_t size = sizeof any;
  must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  must(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &all, sizeof all));
  must(bind(fd, (struct sockaddr *)&any, sizeof any));
  must(getsockname(fd, (struct sockaddr *)&any, &size));
  group.sin_port = any.sin_port;
  return fd;
}

static const char *join_group(int fd, int option, const char *address, int index) {
  struct ip_mreqn request = {.imr_ifindex = index};
  inet_pton(AF_INET, address, &request.imr_multiaddr);
  return call(setsockopt(fd, IPPROTO_IP, option, &request, sizeof request));
}

static int copies(int fd) {
  char byte;
  int count = 0;
  while (recv(fd, &byte, 1, 0) == 1) count++;
  return count;
}

static const char *send_one(void) { return call(sendto(sender, "m", 1, 0, (struct sockaddr *)&group, sizeof group)); }

int main(void) {
  inet_pton(AF_INET, "239.1.2.3", &group.sin_addr);
  int member = receiver(0), all = receiver(1), none = receiver(0), off = 0, ttl = 1;
  sender = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("no_route", send_one(), "ENETUNREACH");
  check("join_without_interface", join_group(member, IP_ADD_MEMBERSHIP, "239.1.2.3", 0), "ENODEV");
  check("join_unknown_interface", join_group(member, IP_ADD_MEMBERSHIP, "239.1.2.3", 77), "ENODEV");
  check("join_unicast", join_group(member, IP_ADD_MEMBERSHIP, "127.0.0.1", 1), "EINVAL");
  check("join", join_group(member, IP_ADD_MEMBERSHIP, "239.1.2.3", 1), "0");
  check("join_again", join_group(member, IP_ADD_MEMBERSHIP, "239.1.2.3", 1), "EADDRINUSE");
  check("leave_other", join_group(member, IP_DROP_MEMBERSHIP, "239.1.2.4", 1), "EADDRNOTAVAIL");
  struct in_addr loopback = {.s_addr = htonl(INADDR_LOOPBACK)}, back = {0};
  check("choose_interface", call(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback)), "0");
  socklen_t size = sizeof back;
  must(getsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &back, &size));
  check("chosen", back.s_addr == loopback.s_addr, 1);
  must(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl));
  check("send", send_one(), "1");
  check("member_hears", (poll_one(member, POLLIN, BOUND), copies(member)), 1);
  check("all_hears", copies(all), 1);
  check("none_hears_not", copies(none), 0);
  must(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_LOOP, &off, sizeof off));
  check("send_unlooped", send_one(), "1");
  check("member_hears_unlooped", copies(member), 1);
  check("leave", join_group(member, IP_DROP_MEMBERSHIP, "239.1.2.3", 1), "0");
  check("leave_again", join_group(member, IP_DROP_MEMBERSHIP, "239.1.2.3", 1), "EADDRNOTAVAIL");
  int on = 1;
  must(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_LOOP, &on, sizeof on));
  check("send_to_nobody", send_one(), "1");
  check("member_left", copies(member), 0);
  check("all_hear_while_one_is_member", copies(all), 1);
  struct sockaddr_in broadcast = {.sin_family = AF_INET, .sin_port = group.sin_port, .sin_addr.s_addr = htonl(0x7fffffff)};
  check("broadcast_needs_option", call(sendto(sender, "b", 1, 0, (struct sockaddr *)&broadcast, sizeof broadcast)), "EACCES");
  must(setsockopt(sender, SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
  check("broadcast", call(sendto(sender, "b", 1, 0, (struct sockaddr *)&broadcast, sizeof broadcast)), "1");
  observe("broadcast_reaches", (poll_one(member, POLLIN, SOON)));
  return verdict();
}
