/* Contract:  Ports that the kernel chooses lie in ip_local_port_range, or within IP_LOCAL_PORT_RANGE; with
 *            IP_BIND_ADDRESS_NO_PORT bind leaves the choice to connect.
 * Source:    ip(7), ip_local_port_range, IP_BIND_ADDRESS_NO_PORT, IP_LOCAL_PORT_RANGE
 * Covers:    bind connect setsockopt getsockname
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int port_of(int fd) {
  struct sockaddr_in name;
  socklen_t size = sizeof name;
  must(getsockname(fd, (struct sockaddr *)&name, &size));
  return ntohs(name.sin_port);
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, to;
  socklen_t size = sizeof to;
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  must(bind(fd, (struct sockaddr *)&name, sizeof name));
  check("chosen_in_range", port_of(fd) >= 32768 && port_of(fd) <= 60999, 1);
  must(listen(fd, 5));
  must(getsockname(fd, (struct sockaddr *)&to, &size));
  unsigned range = 40000u | 40001u << 16;
  for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
    const char *key = type == SOCK_STREAM ? "tcp" : "udp";
    int sockets[3], within = 0;
    for (int i = 0; i < 3; i++) {
      sockets[i] = (int)must(socket(AF_INET, type, 0));
      must(setsockopt(sockets[i], IPPROTO_IP, 51, &range, sizeof range));
      int result = bind(sockets[i], (struct sockaddr *)&name, sizeof name);
      if (i == 2) check(join(key, "_used_up"), call(result), "EADDRINUSE");
      else within += port_of(sockets[i]) == 40000 || port_of(sockets[i]) == 40001;
    }
    check(join(key, "_both_within"), within, 2);
  }
  fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on));
  check("bind", call(bind(fd, (struct sockaddr *)&name, sizeof name)), "0");
  check("no_port_yet", port_of(fd), 0);
  must(connect(fd, (struct sockaddr *)&to, sizeof to));
  check("port_by_connect", port_of(fd) != 0, 1);
  fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  name.sin_port = htons(80);
  check("privileged", call(bind(fd, (struct sockaddr *)&name, sizeof name)), "0");
  return verdict();
}
