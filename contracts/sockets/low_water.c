/* Contract:  SO_RCVLOWAT keeps a TCP or UNIX stream's reader asleep until so much is there; poll heeds it on TCP only.
 * Source:    socket(7), SO_RCVLOWAT; tcp_poll, unix_poll
 * Covers:    setsockopt recvfrom poll
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static char buffer[16];

static void tries(int reader, int writer, const char *poll_short, const char *prefix) {
  int four = 4;
  must(setsockopt(reader, SOL_SOCKET, SO_RCVLOWAT, &four, sizeof four));
  must(write(writer, "abc", 3));
  check(join(prefix, "_poll_below"), poll_one(reader, POLLIN, SOON), poll_short);
  check(join(prefix, "_recv_below"), text(buffer, recv(reader, buffer, 16, MSG_DONTWAIT)), "abc");
  must(write(writer, "abc", 3));
  must(write(writer, "d", 1));
  check(join(prefix, "_poll_enough"), poll_one(reader, POLLIN, BOUND), "POLLIN");
  check(join(prefix, "_short_request"), text(buffer, recv(reader, buffer, 2, 0)), "ab");
  check(join(prefix, "_exact_request"), text(buffer, recv(reader, buffer, 2, 0)), "cd");
  must(write(writer, "abc", 3));
  must(shutdown(writer, SHUT_WR));
  check(join(prefix, "_end_wakes"), poll_one(reader, POLLIN, BOUND), "POLLIN");
  check(join(prefix, "_rest"), text(buffer, recv(reader, buffer, 16, 0)), "abc");
}

int main(void) {
  int s[2], server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(s[0], (struct sockaddr *)&name, size));
  s[1] = (int)must(accept(server, NULL, NULL));
  tries(s[1], s[0], "timeout", "tcp");
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  tries(s[0], s[1], "POLLIN", "unix");
  return verdict();
}
