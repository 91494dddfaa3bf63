/* Contract:  A TCP port in use is EADDRINUSE, on "any" as well; SO_REUSEADDR shares it until somebody listens,
 *            SO_REUSEPORT always; it is free again after close.
 * Source:    bind(2), EADDRINUSE; socket(7), SO_REUSEADDR and SO_REUSEPORT; inet_csk_bind_conflict
 * Behaviour: B45
 * Covers:    bind listen
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in address = {.sin_family = AF_INET};

static int make(int option) {
  int on = 1, fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  if (option) must(setsockopt(fd, SOL_SOCKET, option, &on, sizeof on));
  return fd;
}

static const char *at(int fd, uint32_t ip) {
  address.sin_addr.s_addr = htonl(ip);
  return call(bind(fd, (struct sockaddr *)&address, sizeof address));
}

int main(void) {
  socklen_t size = sizeof address;
  int first = make(0);
  check("any_port", at(first, INADDR_LOOPBACK), "0");
  must(getsockname(first, (struct sockaddr *)&address, &size));
  check("a_port_was_chosen", ntohs(address.sin_port) >= 1024, 1);
  check("in_use", at(make(0), INADDR_LOOPBACK), "EADDRINUSE");
  check("in_use_by_any", at(make(0), INADDR_ANY), "EADDRINUSE");
  check("other_address", at(make(0), INADDR_LOOPBACK + 1), "0");
  check("only_one_reuses", at(make(SO_REUSEADDR), INADDR_LOOPBACK), "EADDRINUSE");
  check("not_ours", at(make(0), 0x08080808), "EADDRNOTAVAIL");
  check("bind_twice", at(first, INADDR_LOOPBACK), "EINVAL");
  must(close(first));
  int a = make(SO_REUSEADDR), b = make(SO_REUSEADDR);
  check("free_after_close", at(a, INADDR_LOOPBACK), "0");
  check("shared", at(b, INADDR_LOOPBACK), "0");
  check("one_listens", call(listen(a, 1)), "0");
  check("other_may_not", call(listen(b, 1)), "EADDRINUSE");
  check("nor_a_third_bind", at(make(SO_REUSEADDR), INADDR_LOOPBACK), "EADDRINUSE");
  must(close(a));
  check("then_it_may", call(listen(b, 1)), "0");
  must(close(b));
  a = make(SO_REUSEPORT);
  b = make(SO_REUSEPORT);
  check("reuseport", at(a, INADDR_LOOPBACK), "0");
  check("reuseport_both", at(b, INADDR_LOOPBACK), "0");
  check("reuseport_listen", call(listen(a, 1)), "0");
  check("reuseport_listen_both", call(listen(b, 1)), "0");
  check("without_it", at(make(0), INADDR_LOOPBACK), "EADDRINUSE");
  check("short_address", call(bind(make(0), (struct sockaddr *)&address, 15)), "EINVAL");
  address.sin_family = AF_UNIX;
  check("other_family", at(make(0), INADDR_LOOPBACK), "EAFNOSUPPORT");
  return verdict();
}
