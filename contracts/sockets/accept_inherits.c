/* Contract:  An accepted connection takes over its listener's options and buffers, but neither O_NONBLOCK, O_ASYNC nor
 *            FD_CLOEXEC; accept4 gives those that it is asked for.
 * Source:    accept(2), NOTES; sk_clone_lock
 * Covers:    accept accept4 getsockopt fcntl
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  must(getsockopt(fd, level, name, &value, &size));
  return value;
}

static void set(int fd, int level, int name, int value) { must(setsockopt(fd, level, name, &value, sizeof value)); }

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  set(server, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(server, SOL_SOCKET, SO_OOBINLINE, 1);
  set(server, SOL_SOCKET, SO_RCVBUF, 30000);
  set(server, SOL_SOCKET, SO_SNDBUF, 20000);
  set(server, SOL_SOCKET, SO_PRIORITY, 3);
  set(server, SOL_SOCKET, SO_RCVLOWAT, 5);
  set(server, SOL_SOCKET, SO_REUSEADDR, 1);
  set(server, IPPROTO_TCP, TCP_NODELAY, 1);
  set(server, IPPROTO_TCP, TCP_KEEPIDLE, 77);
  set(server, IPPROTO_TCP, TCP_USER_TIMEOUT, 1234);
  set(server, IPPROTO_IP, IP_TTL, 44);
  set(server, IPPROTO_IP, IP_RECVTTL, 1);
  must(setsockopt(server, SOL_SOCKET, SO_LINGER, &(struct linger){1, 9}, sizeof(struct linger)));
  must(listen(server, 3));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < 2; i++) {
    int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
    must(connect(fd, (struct sockaddr *)&name, size));
  }
  poll_one(server, POLLIN, BOUND);
  int fd = (int)must(accept(server, NULL, NULL));
  check("status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR");
  check("descriptor", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  check("keepalive", option(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
  check("oobinline", option(fd, SOL_SOCKET, SO_OOBINLINE), 1);
  check("rcvbuf", option(fd, SOL_SOCKET, SO_RCVBUF), 60000);
  check("sndbuf", option(fd, SOL_SOCKET, SO_SNDBUF), 40000);
  check("priority_not", option(fd, SOL_SOCKET, SO_PRIORITY), 0);
  check("rcvlowat", option(fd, SOL_SOCKET, SO_RCVLOWAT), 5);
  check("reuseaddr", option(fd, SOL_SOCKET, SO_REUSEADDR), 1);
  check("acceptconn", option(fd, SOL_SOCKET, SO_ACCEPTCONN), 0);
  check("nodelay", option(fd, IPPROTO_TCP, TCP_NODELAY), 1);
  check("keepidle", option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 77);
  check("user_timeout", option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 1234);
  check("ttl", option(fd, IPPROTO_IP, IP_TTL), 44);
  check("recvttl", option(fd, IPPROTO_IP, IP_RECVTTL), 1);
  struct linger linger;
  size = sizeof linger;
  must(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &size));
  check("linger", linger.l_onoff * 100 + linger.l_linger, 109);
  fd = (int)must(accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
  check("asked_status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("asked_descriptor", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("unknown_flag", made(syscall(SYS_accept4, server, NULL, NULL, 1)), "EINVAL");
  return verdict();
}
