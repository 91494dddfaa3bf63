/* Contract:  Datagram sockets with paths: recvfrom names the sender, connect sets the peer, and only its messages come.
 * Source:    unix(7); connect(2)
 * Covers:    bind connect sendto recvfrom
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un address(const char *path) {
  struct sockaddr_un made_of = {.sun_family = AF_UNIX};
  strcpy(made_of.sun_path, path);
  return made_of;
}

static int bound(const char *path) {
  struct sockaddr_un own = address(path);
  int fd = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  if (*path) must(bind(fd, (struct sockaddr *)&own, sizeof own));
  return fd;
}

static const char *send_to(int fd, const char *path, const char *data) {
  struct sockaddr_un to = address(path);
  return call(sendto(fd, data, strlen(data), 0, (struct sockaddr *)&to, sizeof to));
}

static const char *receive(int fd) {
  char buffer[16];
  struct sockaddr_un from = {.sun_path = "untouched"};
  socklen_t size = sizeof from;
  const char *data = text(buffer, recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &size));
  return join(join(data, " from "), size == 0 ? "no name" : from.sun_path);
}

int main(void) {
  scratch();
  int a = bound("a"), b = bound("b"), c = bound("c"), nameless = bound("");
  struct sockaddr_un to_b = address("b"), unspecified = {.sun_family = AF_UNSPEC};
  check("send", send_to(a, "b", "hello"), "5");
  check("from_a", receive(b), "hello from a");
  check("send_nameless", send_to(nameless, "b", "hi"), "2");
  check("from_nameless", receive(b), "hi from no name");
  check("no_destination", call(send(a, "x", 1, 0)), "ENOTCONN");
  check("missing", send_to(a, "none", "x"), "ENOENT");

  check("connect", call(connect(a, (struct sockaddr *)&to_b, sizeof to_b)), "0");
  check("send_to_peer", call(send(a, "peer", 4, 0)), "4");
  check("peer_got", receive(b), "peer from a");
  check("other_to_connected", send_to(c, "a", "x"), "EPERM");
  check("peer_to_connected", send_to(b, "a", "y"), "1");
  check("connected_got", receive(a), "y from b");
  check("disconnect", call(connect(a, (struct sockaddr *)&unspecified, sizeof(sa_family_t))), "0");
  check("other_again", send_to(c, "a", "z"), "1");
  check("got_again", receive(a), "z from c");

  must(close(b));
  check("closed_peer", send_to(a, "b", "x"), "ECONNREFUSED");
  int stream = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  struct sockaddr_un to_a = address("a");
  check("wrong_type", call(connect(stream, (struct sockaddr *)&to_a, sizeof to_a)), "EPROTOTYPE");
  return verdict();
}
