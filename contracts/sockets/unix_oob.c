/* Contract:  Urgent bytes on UNIX streams: announced by POLLPRI, read with MSG_OOB out of order, a mark in the stream; not
 *            on datagrams.
 * Source:    unix(7); queue_oob, unix_stream_recv_urg, manage_oob
 * Covers:    sendto recvfrom poll ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

static int s[2];
static char buffer[32];

static int at_mark(void) {
  int mark = -1;
  must(ioctl(s[1], SIOCATMARK, &mark));
  return mark;
}

static int pending(void) {
  int bytes = -1;
  must(ioctl(s[1], FIONREAD, &bytes));
  return bytes;
}

static const char *take(int n, int flags) { return text(buffer, recv(s[1], buffer, (size_t)n, flags | MSG_DONTWAIT)); }
static const char *ready(void) { return poll_one(s[1], POLLIN | POLLPRI, 0); }

int main(void) {
  int on = 1;
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  check("datagram", call(send(s[0], "a", 1, MSG_OOB)), "EOPNOTSUPP");
  check("datagram_recv", take(1, MSG_OOB), "EOPNOTSUPP");
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  check("none", take(1, MSG_OOB), "EINVAL");
  check("send", call(send(s[0], "abc", 3, MSG_OOB)), "3");
  check("announced", ready(), "POLLIN|POLLPRI");
  check("pending", pending(), 3);
  check("before_mark", at_mark(), 0);
  check("peek", take(1, MSG_OOB | MSG_PEEK), "c");
  check("urgent", take(4, MSG_OOB), "c");
  check("once", take(1, MSG_OOB), "EINVAL");
  check("quiet", ready(), "POLLIN");
  check("normal", take(9, 0), "ab");
  check("mark_after", at_mark(), 1);
  check("nothing", take(9, 0), "EAGAIN");
  must(send(s[0], "de", 2, 0));
  must(send(s[0], "fX", 2, MSG_OOB));
  must(send(s[0], "gh", 2, 0));
  check("peek_stops", take(9, MSG_PEEK), "def");
  check("stops", take(9, 0), "def");
  check("at_mark", at_mark(), 1);
  check("beyond", take(9, 0), "gh");
  check("lost", take(1, MSG_OOB), "EINVAL");
  must(send(s[0], "1", 1, MSG_OOB));
  must(send(s[0], "2", 1, MSG_OOB));
  check("second_replaces", take(1, MSG_OOB), "2");
  check("first_is_normal", take(9, 0), "1");
  must(setsockopt(s[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on));
  must(send(s[0], "ijY", 3, MSG_OOB));
  check("inline_announced", ready(), "POLLIN|POLLPRI");
  check("inline_oob", take(1, MSG_OOB), "EINVAL");
  check("inline_stops", take(9, 0), "ij");
  check("inline_mark", at_mark(), 1);
  check("inline_urgent", take(9, 0), "Y");
  check("inline_quiet", ready(), "timeout");
  must(send(s[0], "Z", 1, MSG_OOB));
  must(shutdown(s[0], SHUT_WR));
  check("urgent_then_end", ready(), "POLLIN|POLLPRI");
  check("send_nothing", call(send(s[0], "", 0, MSG_OOB)), "EOPNOTSUPP");
  return verdict();
}
