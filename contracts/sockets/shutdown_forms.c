/* Contract:  shutdown in its three forms on each kind of connected socket: what both sides poll, read and write then.
 * Source:    shutdown(2); unix_shutdown, inet_shutdown
 * Covers:    shutdown poll recvfrom sendto
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

static void udp_pair(int s[2]) {
  struct sockaddr_in names[2];
  socklen_t size = sizeof *names;
  for (int i = 0; i < 2; i++) {
    names[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    s[i] = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
    must(bind(s[i], (struct sockaddr *)&names[i], size));
    must(getsockname(s[i], (struct sockaddr *)&names[i], &size));
  }
  for (int i = 0; i < 2; i++) must(connect(s[i], (struct sockaddr *)&names[!i], size));
}

static void tcp_pair(int s[2]) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(s[0], (struct sockaddr *)&name, size));
  s[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

static void side(const char *key, int fd) {
  char byte;
  short all = POLLIN | POLLOUT | POLLRDHUP;
  const char *seen = poll_one(fd, all, 0);
  observe(join(key, "_polls"), seen);
  seen = call(recv(fd, &byte, 1, MSG_DONTWAIT));
  observe(join(key, "_reads"), seen);
  seen = call(send(fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
  observe(join(key, "_writes"), seen);
}

int main(void) {
  static const char *const kinds[] = {"stream_", "dgram_", "seqpacket_", "tcp_", "udp_"};
  static const char *const forms[] = {"rd", "wr", "rdwr"};
  for (int kind = 0; kind < 5; kind++)
    for (int how = SHUT_RD; how <= SHUT_RDWR; how++) {
      int s[2];
      if (kind == 4) udp_pair(s);
      else if (kind == 3) tcp_pair(s);
      else must(socketpair(AF_UNIX, kind == 0 ? SOCK_STREAM : kind == 1 ? SOCK_DGRAM : SOCK_SEQPACKET, 0, s));
      const char *key = join(kinds[kind], forms[how]);
      check(key, call(shutdown(s[0], how)), "0");
      if (kind == 3 && how != SHUT_RD) poll_one(s[1], POLLRDHUP, BOUND);
      side(join(key, "_own"), s[0]);
      if (kind != 3 || how == SHUT_WR) side(join(key, "_other"), s[1]);
      const char *again = call(shutdown(s[0], how));
      if (kind != 3) observe(join(key, "_again"), again);
      must(close(s[0]));
      must(close(s[1]));
    }
  int fresh = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  check("fresh_unix", call(shutdown(fresh, SHUT_RD)), "0");
  check("wrong_how", call(shutdown(fresh, 3)), "EINVAL");
  check("fresh_tcp", call(shutdown((int)must(socket(AF_INET, SOCK_STREAM, 0)), SHUT_WR)), "ENOTCONN");
  check("unspecified", call(connect(fresh, &nobody, sizeof nobody)), "EINVAL");
  return verdict();
}
