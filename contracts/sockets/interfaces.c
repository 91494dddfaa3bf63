/* Contract:  The loopback interface is there: its name, index, flags, MTU and addresses, by ioctl and by getifaddrs
 *            (which asks rtnetlink); AF_INET addresses only on AF_INET sockets.
 * Source:    netdevice(7); rtnetlink(7); getifaddrs(3)
 * Covers:    ioctl socket sendto recvfrom
 */
#include "contract.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

static struct ifreq request;

static const char *ask(int fd, unsigned long what, const char *name) {
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, name);
  return call(ioctl(fd, (int)what, &request));
}

static const char *address_of(const struct sockaddr *address) {
  static char text[INET6_ADDRSTRLEN];
  if (address == NULL) return "none";
  const void *bytes = address->sa_family == AF_INET ? (const void *)&((const struct sockaddr_in *)address)->sin_addr
                                                    : &((const struct sockaddr_in6 *)address)->sin6_addr;
  return inet_ntop(address->sa_family, bytes, text, sizeof text);
}

static const char *flag_names(unsigned flags_seen) {
  return FLAGS(flags_seen & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_BROADCAST), NAME(IFF_UP), NAME(IFF_BROADCAST),
               NAME(IFF_LOOPBACK), NAME(IFF_RUNNING));
}

int main(void) {
  int inet = (int)must(socket(AF_INET, SOCK_DGRAM, 0)), unix_socket = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  check("index", ask(unix_socket, SIOCGIFINDEX, "lo"), "0");
  check("is_1", request.ifr_ifindex, 1);
  check("unknown", ask(inet, SIOCGIFINDEX, "none0"), "ENODEV");
  request.ifr_ifindex = 1;
  check("name", call(ioctl(inet, SIOCGIFNAME, &request)), "0");
  check("is_lo", request.ifr_name, "lo");
  request.ifr_ifindex = 12345;
  check("unknown_index", call(ioctl(inet, SIOCGIFNAME, &request)), "ENODEV");
  check("flags", ask(inet, SIOCGIFFLAGS, "lo"), "0");
  check("flag_names", flag_names((unsigned short)request.ifr_flags), "IFF_UP|IFF_LOOPBACK|IFF_RUNNING");
  check("mtu", ask(inet, SIOCGIFMTU, "lo"), "0");
  check("mtu_value", request.ifr_mtu, 65536);
  check("hardware", ask(inet, SIOCGIFHWADDR, "lo"), "0");
  check("hardware_type", request.ifr_hwaddr.sa_family, 772);
  check("address", ask(inet, SIOCGIFADDR, "lo"), "0");
  check("address_value", address_of(&request.ifr_addr), "127.0.0.1");
  check("netmask", ask(inet, SIOCGIFNETMASK, "lo"), "0");
  check("netmask_value", address_of(&request.ifr_addr), "255.0.0.0");
  check("address_by_other_family", ask(unix_socket, SIOCGIFADDR, "lo"), "ENOTTY");
  check("bad_pointer", call(ioctl(inet, SIOCGIFFLAGS, 16)), "EFAULT");

  struct ifaddrs *all, *each;
  must(getifaddrs(&all));
  int four = 0, six = 0;
  for (each = all; each; each = each->ifa_next) {
    if (strcmp(each->ifa_name, "lo") || !each->ifa_addr) continue;
    if (each->ifa_addr->sa_family == AF_INET && !four++) {
      check("ifaddrs_address", address_of(each->ifa_addr), "127.0.0.1");
      check("ifaddrs_netmask", address_of(each->ifa_netmask), "255.0.0.0");
      check("ifaddrs_flags", flag_names(each->ifa_flags), "IFF_UP|IFF_LOOPBACK|IFF_RUNNING");
    }
    if (each->ifa_addr->sa_family == AF_INET6 && !six++) {
      check("ifaddrs_ipv6", address_of(each->ifa_addr), "::1");
    }
  }
  check("one_ipv4", four, 1);
  return verdict();
}
