/* Contract:  UDP keeps messages apart and tells their sender; a connected socket hears of ports where nobody is, and of its
 *            peer only; port rules are as of TCP, but SO_REUSEADDR shares at once.
 * Source:    udp(7); connect(2); recv(2), MSG_TRUNC
 * Behaviour: B45
 * Covers:    bind connect sendto recvfrom recvmsg
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static struct sockaddr_in names[4];
static char buffer[70000];

static int make(int i, int reuse) {
  socklen_t size = sizeof names[i];
  int fd = (int)must(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  if (reuse) must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse));
  names[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(bind(fd, (struct sockaddr *)&names[i], sizeof names[i]));
  must(getsockname(fd, (struct sockaddr *)&names[i], &size));
  return fd;
}

static const char *to(int fd, int i, size_t length) {
  return call(sendto(fd, buffer, length, 0, (struct sockaddr *)&names[i], sizeof names[i]));
}

int main(void) {
  struct sockaddr_in sender;
  socklen_t size = sizeof sender;
  int a = make(0, 0), b = make(1, 0), c = make(2, 0), pending, lone = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("no_destination", call(write(lone, "x", 1)), "EDESTADDRREQ");
  check("in_use", call(bind((int)must(socket(AF_INET, SOCK_DGRAM, 0)), (struct sockaddr *)&names[0], sizeof sender)),
        "EADDRINUSE");
  check("send", to(a, 1, 11), "11");
  check("send_nothing", to(a, 1, 0), "0");
  check("readable", poll_one(b, POLLIN | POLLOUT, BOUND), "POLLIN|POLLOUT");
  must(ioctl(b, FIONREAD, &pending));
  check("next_length", pending, 11);
  check("cut", call(recvfrom(b, buffer, 4, MSG_TRUNC, (struct sockaddr *)&sender, &size)), "11");
  check("sender", sender.sin_port == names[0].sin_port && size == sizeof sender, 1);
  check("nothing_is_a_message", call(read(b, buffer, 4)), "0");
  check("empty", call(read(b, buffer, 4)), "EAGAIN");
  check("longest", to(a, 1, 65507), "65507");
  check("too_long", to(a, 1, 65508), "EMSGSIZE");
  check("whole", call(read(b, buffer, sizeof buffer)), "65507");

  must(connect(b, (struct sockaddr *)&names[0], sizeof names[0]));
  check("stranger_sends", to(c, 1, 1), "1");
  check("stranger_is_not_heard", call(read(b, buffer, 4)), "EAGAIN");
  check("peer_sends", to(a, 1, 2), "2");
  check("peer_is_heard", (poll_one(b, POLLIN, BOUND), call(read(b, buffer, 4))), "2");
  must(close(a));
  check("send_to_nobody", call(write(b, "x", 1)), "1");
  check("told_by_poll", poll_one(b, 0, BOUND), "POLLERR");
  check("told_by_read", call(read(b, buffer, 4)), "ECONNREFUSED");
  check("told_once", call(read(b, buffer, 4)), "EAGAIN");
  check("unconnected_is_not_told", (to(c, 0, 1), call(read(c, buffer, 4))), "EAGAIN");
  sender.sin_family = AF_UNSPEC;
  check("disconnect", call(connect(b, (struct sockaddr *)&sender, sizeof sender)), "0");
  check("no_peer", call(getpeername(b, (struct sockaddr *)&sender, &size)), "ENOTCONN");
  check("shutdown_unconnected", call(shutdown(b, SHUT_RD)), "ENOTCONN");
  names[3].sin_port = 0;
  check("port_0", (names[3] = names[2], names[3].sin_port = 0, to(c, 3, 1)), "EINVAL");
  check("listen", call(listen(c, 1)), "EOPNOTSUPP");
  make(3, 1);
  int second = (int)must(socket(AF_INET, SOCK_DGRAM, 0)), on = 1;
  must(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  check("shared", call(bind(second, (struct sockaddr *)&names[3], sizeof names[3])), "0");
  return verdict();
}
