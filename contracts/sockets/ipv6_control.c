/* Contract:  What stands beside an IPv6 datagram for who asks: interface and address, hop limit, traffic class; hop limit and
 *            class may be chosen for one message. IPv4 datagrams on IPv6 sockets tell the same as mapped addresses.
 * Source:    ipv6(7); RFC 3542; ip6_datagram_recv_common_ctl, ip6_datagram_send_ctl
 * Covers:    recvmsg sendmsg setsockopt
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int receiver, sender;
static struct sockaddr_in6 name = {.sin6_family = AF_INET6};

static void ask(int option, int value) { must(setsockopt(receiver, IPPROTO_IPV6, option, &value, sizeof value)); }

static void receive(const char *key) {
  char data[8], control[256], shown[INET6_ADDRSTRLEN];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  must(recvmsg(receiver, &message, 0));
  int count = 0;
  for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); message.msg_controllen && head; head = CMSG_NXTHDR(&message, head)) {
    int value;
    count++;
    if (head->cmsg_level != IPPROTO_IPV6) {
      observe(join(key, "_other_level"), head->cmsg_level * 1000 + head->cmsg_type);
      continue;
    }
    memcpy(&value, CMSG_DATA(head), sizeof value);
    if (head->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo *info = (void *)CMSG_DATA(head);
      observe(join(key, "_interface"), (int)info->ipi6_ifindex);
      observe(join(key, "_to"), inet_ntop(AF_INET6, &info->ipi6_addr, shown, sizeof shown));
    } else if (head->cmsg_type == IPV6_HOPLIMIT) observe(join(key, "_hops"), value);
    else if (head->cmsg_type == IPV6_TCLASS) observe(join(key, "_class"), value);
    else observe(join(key, "_other"), head->cmsg_type);
    observe(join(key, join("_length_", number(head->cmsg_type, 10))), (int)head->cmsg_len);
  }
  observe(join(key, "_messages"), count);
}

static const char *send_with(int type, const void *value, size_t size) {
  char control[64] = {0};
  struct iovec part = {"x", 1};
  struct msghdr message = {.msg_name = &name, .msg_namelen = sizeof name, .msg_iov = &part, .msg_iovlen = 1,
                           .msg_control = control, .msg_controllen = CMSG_SPACE(size)};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = IPPROTO_IPV6;
  head->cmsg_type = type;
  head->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(head), value, size);
  return call(sendmsg(sender, &message, 0));
}

int main(void) {
  socklen_t size = sizeof name;
  receiver = (int)must(socket(AF_INET6, SOCK_DGRAM, 0));
  sender = (int)must(socket(AF_INET6, SOCK_DGRAM, 0));
  must(bind(receiver, (struct sockaddr *)&name, sizeof name));
  must(getsockname(receiver, (struct sockaddr *)&name, &size));
  name.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("unasked");
  ask(IPV6_RECVPKTINFO, 1);
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("pktinfo");
  ask(IPV6_RECVHOPLIMIT, 1);
  ask(IPV6_RECVTCLASS, 1);
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("all");
  int hops = 9, class = 0x28, large = 256, standard = -1;
  check("one_hops", send_with(IPV6_HOPLIMIT, &hops, 4), "1");
  receive("one_hops");
  check("one_class", send_with(IPV6_TCLASS, &class, 4), "1");
  receive("one_class");
  check("hops_256", send_with(IPV6_HOPLIMIT, &large, 4), "EINVAL");
  check("class_256", send_with(IPV6_TCLASS, &large, 4), "EINVAL");
  check("hops_standard", send_with(IPV6_HOPLIMIT, &standard, 4), "1");
  receive("hops_standard");
  check("hops_byte", send_with(IPV6_HOPLIMIT, &hops, 1), "EINVAL");
  check("unknown", send_with(IPV6_V6ONLY, &hops, 4), "EINVAL");
  int four = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = name.sin6_port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(sendto(four, "x", 1, 0, (struct sockaddr *)&to, sizeof to));
  receive("from_ipv4");
  return verdict();
}
