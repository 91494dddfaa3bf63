/* Contract:  What stands beside an IPv4 datagram for who asks: interface and addresses, TTL, TOS, original destination; TTL,
 *            TOS and source may be chosen for one message.
 * Source:    ip(7), IP_PKTINFO, IP_RECVTTL, IP_RECVTOS; ip_cmsg_recv_offset, ip_cmsg_send
 * Covers:    recvmsg sendmsg setsockopt
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int receiver, sender;
static struct sockaddr_in name = {.sin_family = AF_INET};

static void ask(int option, int value) { must(setsockopt(receiver, IPPROTO_IP, option, &value, sizeof value)); }
static const char *address(struct in_addr in) { return join("", inet_ntoa(in)); }

static void receive(const char *key) {
  char data[8], control[256];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  must(recvmsg(receiver, &message, 0));
  check(join(key, "_flags"), message.msg_flags, 0);
  int count = 0;
  for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); message.msg_controllen && head; head = CMSG_NXTHDR(&message, head)) {
    count++;
    int value;
    if (head->cmsg_level != IPPROTO_IP) continue;
    memcpy(&value, CMSG_DATA(head), head->cmsg_len >= CMSG_LEN(4) ? 4 : 1);
    if (head->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo *info = (void *)CMSG_DATA(head);
      observe(join(key, "_interface"), info->ipi_ifindex);
      observe(join(key, "_local"), address(info->ipi_spec_dst));
      observe(join(key, "_to"), address(info->ipi_addr));
    } else if (head->cmsg_type == IP_TTL) observe(join(key, "_ttl"), value);
    else if (head->cmsg_type == IP_TOS) observe(join(key, "_tos"), value & 0xff);
    else if (head->cmsg_type == IP_ORIGDSTADDR) {
      struct sockaddr_in *to = (void *)CMSG_DATA(head);
      observe(join(key, "_original"), join(address(to->sin_addr), to->sin_port == name.sin_port ? "_same" : "_other"));
    } else observe(join(key, "_other"), head->cmsg_type);
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
  head->cmsg_level = IPPROTO_IP;
  head->cmsg_type = type;
  head->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(head), value, size);
  return call(sendmsg(sender, &message, 0));
}

int main(void) {
  socklen_t size = sizeof name;
  receiver = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  sender = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(bind(receiver, (struct sockaddr *)&name, sizeof name));
  must(getsockname(receiver, (struct sockaddr *)&name, &size));
  inet_pton(AF_INET, "127.0.0.5", &name.sin_addr);
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("unasked");
  ask(IP_PKTINFO, 1);
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("pktinfo");
  ask(IP_RECVTTL, 1);
  ask(IP_RECVTOS, 1);
  ask(IP_RECVORIGDSTADDR, 1);
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("all");
  int ttl = 9, tos = 0x10, zero = 0, large = 256;
  must(setsockopt(sender, IPPROTO_IP, IP_TTL, &(int){33}, sizeof(int)));
  must(setsockopt(sender, IPPROTO_IP, IP_TOS, &(int){0x20}, sizeof(int)));
  must(sendto(sender, "x", 1, 0, (struct sockaddr *)&name, size));
  receive("by_option");
  check("one_ttl", send_with(IP_TTL, &ttl, 4), "1");
  receive("one_ttl");
  check("one_tos", send_with(IP_TOS, &tos, 4), "1");
  receive("one_tos");
  check("ttl_0", send_with(IP_TTL, &zero, 4), "EINVAL");
  check("ttl_256", send_with(IP_TTL, &large, 4), "EINVAL");
  check("ttl_byte", send_with(IP_TTL, &ttl, 1), "EINVAL");
  check("unknown", send_with(IP_RECVTTL, &ttl, 4), "EINVAL");
  struct in_pktinfo from = {.ipi_spec_dst.s_addr = htonl(0x7f000009)};
  check("chosen_source", send_with(IP_PKTINFO, &from, sizeof from), "1");
  char byte;
  struct sockaddr_in seen;
  size = sizeof seen;
  must(recvfrom(receiver, &byte, 1, 0, (struct sockaddr *)&seen, &size));
  check("source_seen", address(seen.sin_addr), "127.0.0.9");
  from.ipi_ifindex = 77;
  check("unknown_interface", send_with(IP_PKTINFO, &from, sizeof from), "ENODEV");
  from.ipi_ifindex = 1;
  check("known_interface", send_with(IP_PKTINFO, &from, sizeof from), "1");
  return verdict();
}
