/* Contract:  socketpair(SOCK_DGRAM) keeps message boundaries, cuts a long message to a short buffer, and SO_TYPE tells.
 * Source:    unix(7); recv(2), MSG_TRUNC; socket(7), SO_TYPE
 * Behaviour: B11
 * Covers:    socketpair sendto recvfrom recvmsg getsockopt
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/uio.h>

static const char *option(int fd, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  must(getsockopt(fd, SOL_SOCKET, name, &value, &size));
  if (name == SO_DOMAIN) return ONE_OF(value, NAME(AF_UNIX), NAME(AF_INET));
  if (name == SO_TYPE) return ONE_OF(value, NAME(SOCK_STREAM), NAME(SOCK_DGRAM), NAME(SOCK_SEQPACKET));
  return number(value, 10);
}

int main(void) {
  int s[2], stream[2], packet[2];
  char buffer[16] = "";
  must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, s));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, stream));
  must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packet));
  check("type", option(s[0], SO_TYPE), "SOCK_DGRAM");
  check("stream_type", option(stream[0], SO_TYPE), "SOCK_STREAM");
  check("packet_type", option(packet[1], SO_TYPE), "SOCK_SEQPACKET");
  check("domain", option(s[0], SO_DOMAIN), "AF_UNIX");
  check("protocol", option(s[0], SO_PROTOCOL), "0");
  check("error", option(s[0], SO_ERROR), "0");
  check("flags", open_flags(fcntl(s[0], F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("cloexec", descriptor_flags(fcntl(s[1], F_GETFD)), "FD_CLOEXEC");

  check("empty", text(buffer, recv(s[1], buffer, sizeof buffer, 0)), "EAGAIN");
  must(send(s[0], "one", 3, 0));
  must(send(s[0], "", 0, 0));
  must(send(s[0], "second", 6, 0));
  must(write(s[0], "third", 5));
  check("first", text(buffer, recv(s[1], buffer, sizeof buffer, 0)), "one");
  check("empty_message", call(recv(s[1], buffer, sizeof buffer, 0)), "0");
  check("cut", text(buffer, recv(s[1], buffer, 3, 0)), "sec");
  struct iovec vec = {buffer, 2};
  struct msghdr message = {.msg_iov = &vec, .msg_iovlen = 1};
  check("peek_full_size", call(recv(s[1], buffer, 2, MSG_PEEK | MSG_TRUNC)), "5");
  check("recvmsg_cut", text(buffer, recvmsg(s[1], &message, 0)), "th");
  check("recvmsg_flags", FLAGS(message.msg_flags, NAME(MSG_TRUNC), NAME(MSG_CTRUNC)), "MSG_TRUNC");
  check("rest_is_gone", text(buffer, recv(s[1], buffer, sizeof buffer, 0)), "EAGAIN");

  must(close(s[0]));
  check("peer_closed_recv", text(buffer, recv(s[1], buffer, sizeof buffer, 0)), "EAGAIN");
  check("peer_closed_send", call(send(s[1], "x", 1, MSG_NOSIGNAL)), "ECONNREFUSED");
  return verdict();
}
