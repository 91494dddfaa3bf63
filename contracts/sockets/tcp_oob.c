/* Contract:  Urgent data: the last byte of a MSG_OOB send stands beside the stream, is announced by POLLPRI, read once with
 *            MSG_OOB, and splits reads at its mark (SIOCATMARK).
 * Source:    tcp(7); send(2), MSG_OOB; sockatmark(3); tcp_recv_urg, tcp_check_urg
 * Covers:    sendto recvfrom poll ioctl
 */
#include "contract.h"

#include <netinet/in.h>
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
static const char *ready(void) { return poll_one(s[1], POLLIN | POLLPRI, BOUND); }
/* What was written has arrived. */
static void settle(short what) { must(poll_one(s[1], what, BOUND) ? 0 : -1); }

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(s[0], (struct sockaddr *)&name, size));
  s[1] = (int)must(accept(server, NULL, NULL));

  check("none", take(1, MSG_OOB), "EINVAL");
  check("at_mark_at_first", at_mark(), 0);
  must(send(s[0], "abc", 3, MSG_OOB));
  check("announced", ready(), "POLLIN|POLLPRI");
  check("normal_pending", pending(), 2);
  check("before_mark", at_mark(), 0);
  check("peek_urgent", take(4, MSG_OOB | MSG_PEEK), "c");
  check("urgent", take(4, MSG_OOB), "c");
  check("urgent_once", take(4, MSG_OOB), "EINVAL");
  check("no_more_announced", ready(), "POLLIN");
  check("normal", take(9, 0), "ab");
  check("at_mark", at_mark(), 1);

  must(send(s[0], "de", 2, 0));
  settle(POLLIN);
  check("still_at_mark", at_mark(), 1);
  must(send(s[0], "fX", 2, MSG_OOB));
  must(send(s[0], "gh", 2, 0));
  settle(POLLPRI);
  check("peek_stops_at_mark", take(9, MSG_PEEK), "def");
  check("stops_at_mark", take(9, 0), "def");
  check("is_at_mark", at_mark(), 1);
  check("pending_up_to_mark", pending(), 0);
  settle(POLLIN);
  check("beyond_drops_urgent", take(9, 0), "gh");
  check("urgent_is_lost", take(1, MSG_OOB), "EINVAL");

  must(setsockopt(s[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on));
  must(send(s[0], "ijY", 3, MSG_OOB));
  check("inline_announced", ready(), "POLLIN|POLLPRI");
  check("inline_pending", pending(), 3);
  check("inline_oob", take(1, MSG_OOB), "EINVAL");
  check("inline_stops", take(9, 0), "ij");
  check("inline_mark", at_mark(), 1);
  check("inline_urgent", take(9, 0), "Y");
  check("inline_after", at_mark(), 0);
  check("inline_quiet", poll_one(s[1], POLLIN | POLLPRI, SOON), "timeout");
  check("wait_for_urgent", take(1, MSG_OOB), "EINVAL");
  return verdict();
}
