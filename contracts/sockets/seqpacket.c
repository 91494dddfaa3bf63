/* Contract:  SOCK_SEQPACKET connects like a stream and keeps the boundaries of messages, also of empty ones.
 * Source:    unix(7); socket(2), SOCK_SEQPACKET
 * Covers:    socketpair sendto recvmsg read write
 */
#include "contract.h"

#include <sys/socket.h>

int main(void) {
  int s[2];
  char buffer[8];
  must(signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, s));
  must(write(s[0], "hello", 5));
  must(write(s[0], "", 0));
  must(write(s[0], "long message", 12));
  must(write(s[0], "end", 3));
  check("short_read", text(buffer, read(s[1], buffer, 2)), "he");
  check("empty_message", call(read(s[1], buffer, 8)), "0");
  struct iovec data = {buffer, 4};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  check("cut", text(buffer, recvmsg(s[1], &message, 0)), "long");
  check("cut_flag", FLAGS(message.msg_flags, NAME(MSG_TRUNC), NAME(MSG_EOR)), "MSG_TRUNC");
  check("real_length", call(recv(s[1], buffer, 1, MSG_TRUNC | MSG_PEEK)), "3");
  check("peeked_is_left", text(buffer, recv(s[1], buffer, 8, 0)), "end");
  check("nothing_left", call(read(s[1], buffer, 8)), "EAGAIN");
  check("address_is_ignored", call(sendto(s[0], "x", 1, 0, (struct sockaddr *)buffer, 2)), "1");
  must(read(s[1], buffer, 1));
  must(write(s[1], "last", 4));
  must(close(s[1]));
  check("rest", text(buffer, read(s[0], buffer, 8)), "last");
  check("end", call(read(s[0], buffer, 8)), "0");
  check("write", call(write(s[0], "x", 1)), "EPIPE");
  int lone = (int)must(socket(AF_UNIX, SOCK_SEQPACKET, 0));
  check("unconnected_read", call(read(lone, buffer, 1)), "ENOTCONN");
  check("unconnected_write", call(write(lone, buffer, 1)), "ENOTCONN");
  check("unconnected_poll", poll_one(lone, POLLIN | POLLOUT, SOON), "POLLOUT|POLLHUP");
  return verdict();
}
