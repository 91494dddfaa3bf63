/* Contract:  What a TCP socket may still do in each state: connect, listen, bind, accept, send and shutdown on fresh,
 *            listening, connected, refused and disconnected sockets.
 * Source:    connect(2), listen(2); __inet_stream_connect, inet_listen, tcp_disconnect
 * Covers:    connect listen bind accept4 shutdown sendto recvfrom getpeername
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in name = {.sin_family = AF_INET};
static const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

static int fresh(void) { return (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)); }
static const char *connect_to(int fd) { return call(connect(fd, (struct sockaddr *)&name, sizeof name)); }

static int connected(void) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(fd, (struct sockaddr *)&name, sizeof name));
  must(fcntl(fd, F_SETFL, O_NONBLOCK));
  return fd;
}

static void tries(const char *prefix, int fd) {
  char byte;
  socklen_t size = sizeof(struct sockaddr_in);
  struct sockaddr_in any = {.sin_family = AF_INET}, peer;
  check(join(prefix, "_accept"), made(accept(fd, NULL, NULL)), "EINVAL");
  observe(join(prefix, "_poll"), poll_one(fd, POLLIN | POLLOUT | POLLRDHUP, 0));
  int result = (int)send(fd, "x", 1, MSG_NOSIGNAL);
  observe(join(prefix, "_send"), call(result));
  result = (int)recv(fd, &byte, 1, 0);
  observe(join(prefix, "_recv"), call(result));
  result = getpeername(fd, (struct sockaddr *)&peer, &size);
  observe(join(prefix, "_peer"), call(result));
  result = bind(fd, (struct sockaddr *)&any, sizeof any);
  observe(join(prefix, "_bind"), call(result));
  result = shutdown(fd, SHUT_WR);
  observe(join(prefix, "_shutdown"), call(result));
}

int main(void) {
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), closed = fresh();
  must(listen(server, 10));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check("connect_a_listener", connect_to(server), "EISCONN");
  check("listen_again", call(listen(server, 3)), "0");
  check("send_on_listener", call(send(server, "x", 1, MSG_NOSIGNAL)), "EPIPE");
  check("recv_on_listener", call(recv(server, &size, 1, 0)), "ENOTCONN");
  tries("fresh", fresh());
  int fd = connected();
  tries("connected", fd);
  check("connect_again", connect_to(fd), "EISCONN");
  check("listen_on_connected", call(listen(fd, 1)), "EINVAL");
  check("disconnect", call(connect(fd, &nobody, sizeof nobody)), "0");
  tries("disconnected", fd);
  check("disconnect_fresh", call(connect(fresh(), &nobody, sizeof nobody)), "0");
  check("disconnect_listener", call(connect(server, &nobody, sizeof nobody)), "0");
  check("no_longer_accepts", made(accept(server, NULL, NULL)), "EINVAL");
  check("refused", connect_to(must(socket(AF_INET, SOCK_STREAM, 0))), "ECONNREFUSED");
  check("listens_again", call(listen(server, 1)), "0");
  check("accepts_again", (must(getsockname(server, (struct sockaddr *)&name, &size)),
                          name.sin_addr.s_addr = htonl(INADDR_LOOPBACK), connect_to(must(socket(AF_INET, SOCK_STREAM, 0)))),
        "0");
  must(close(server));
  fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("refused_blocking", connect_to(fd), "ECONNREFUSED");
  must(fcntl(fd, F_SETFL, O_NONBLOCK));
  tries("refused_then", fd);
  check("refused_again", (must(fcntl(fd, F_SETFL, 0)), connect_to(fd)), "ECONNREFUSED");
  check("connect_short", call(connect(closed, (struct sockaddr *)&name, 8)), "EINVAL");
  name.sin_family = AF_UNIX;
  check("connect_other_family", connect_to(closed), "EAFNOSUPPORT");
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(0x08080808);
  check("no_route", connect_to(closed), "ENETUNREACH");
  name.sin_addr.s_addr = htonl(0xe0000001);
  check("multicast", connect_to(closed), "ENETUNREACH");
  return verdict();
}
