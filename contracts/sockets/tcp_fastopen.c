/* Contract:  MSG_FASTOPEN connects a TCP socket to the address of its first message and sends it, once: as connect, it tells
 *            that nobody listens, and that a connection is on its way; its options take 0 and 1 before there is one.
 * Source:    tcp(7), TCP_FASTOPEN_CONNECT; tcp_sendmsg_fastopen
 * Covers:    sendto setsockopt getsockopt
 * Requires:  network
 */
#include "contract.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { OPTION_CONNECT = 30, OPTION_NO_COOKIE = 34 };
static struct sockaddr_in server, nobody;

static const char *opens(int fd, const struct sockaddr_in *to, const char *data) {
  return call(sendto(fd, data, strlen(data), MSG_FASTOPEN | MSG_NOSIGNAL, (const struct sockaddr *)to, to ? sizeof *to : 0));
}

static const char *got(int fd) {
  char buffer[64];
  return text(buffer, recv(fd, buffer, sizeof buffer, 0));
}

static int tcp(int flags) { return (int)must(socket(AF_INET, SOCK_STREAM | flags, 0)); }

int main(void) {
  socklen_t length = sizeof server;
  int listener = tcp(0), fd = tcp(0), value;
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(bind(listener, (struct sockaddr *)&server, sizeof server));
  must(getsockname(listener, (struct sockaddr *)&server, &length));
  must(listen(listener, 5));
  nobody = server;
  nobody.sin_addr.s_addr = htonl(0x7f000002);
  check("no_address", opens(fd, NULL, "x"), "EINVAL");
  struct sockaddr_in other = server;
  other.sin_family = AF_UNIX;
  check("other_family", opens(fd, &other, "x"), "EAFNOSUPPORT");
  other.sin_family = AF_UNSPEC;
  check("no_family", opens(fd, &other, "x"), "EOPNOTSUPP");
  check("nobody", opens(fd, &nobody, "x"), "ECONNREFUSED");
  check("opens", opens(fd, &server, "hello"), "5");
  int connection = (int)must(accept(listener, NULL, NULL));
  check("arrives", got(connection), "hello");
  check("once", opens(fd, &server, "again"), "EISCONN");
  check("not_from_listener", opens(listener, &server, "x"), "EISCONN");
  int quick = tcp(SOCK_NONBLOCK);
  check("on_its_way", opens(quick, &server, "lost"), "EINPROGRESS");
  connection = (int)must(accept(listener, NULL, NULL));
  check("goes_on", opens(quick, &server, "later"), "5");
  check("arrives_later", got(connection), "later");
  int empty = tcp(0);
  check("without_data", opens(empty, &server, ""), "0");
  check("is_connected", call(send(empty, "y", 1, 0)), "1");

  int fresh = tcp(0);
  length = sizeof value;
  must(getsockopt(fresh, IPPROTO_TCP, OPTION_CONNECT, &value, &length));
  check("connect_option", value, 0);
  check("set", call(setsockopt(fresh, IPPROTO_TCP, OPTION_CONNECT, &(int){1}, sizeof(int))), "0");
  must(getsockopt(fresh, IPPROTO_TCP, OPTION_CONNECT, &value, &length));
  check("is_set", value, 1);
  check("two", call(setsockopt(fresh, IPPROTO_TCP, OPTION_CONNECT, &(int){2}, sizeof(int))), "EINVAL");
  check("connected", call(setsockopt(fd, IPPROTO_TCP, OPTION_CONNECT, &(int){1}, sizeof(int))), "EINVAL");
  check("no_cookie", call(setsockopt(fresh, IPPROTO_TCP, OPTION_NO_COOKIE, &(int){1}, sizeof(int))), "0");
  return verdict();
}
