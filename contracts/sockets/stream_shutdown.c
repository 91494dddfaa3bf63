/* Contract:  shutdown ends one direction: the peer reads the rest and then end of file; poll says RDHUP and HUP.
 * Source:    shutdown(2); poll(2), POLLRDHUP
 * Covers:    shutdown socketpair poll read write
 */
#include "contract.h"

#include <sys/socket.h>

int main(void) {
  int s[2];
  char buffer[8];
  short all = POLLIN | POLLOUT | POLLRDHUP;
  must(signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  check("open", poll_one(s[1], all, SOON), "POLLOUT");
  must(write(s[0], "rest", 4));
  check("shutdown_write", call(shutdown(s[0], SHUT_WR)), "0");
  check("own_write", call(write(s[0], "x", 1)), "EPIPE");
  check("peer_poll_data_left", poll_one(s[1], all, SOON), "POLLIN|POLLOUT|POLLRDHUP");
  check("peer_reads_rest", text(buffer, read(s[1], buffer, 8)), "rest");
  check("peer_end", call(read(s[1], buffer, 8)), "0");
  check("peer_poll_at_end", poll_one(s[1], all, SOON), "POLLIN|POLLOUT|POLLRDHUP");
  check("other_direction", call(write(s[1], "back", 4)), "4");
  check("own_read", text(buffer, read(s[0], buffer, 8)), "back");
  check("own_empty", call(read(s[0], buffer, 8)), "EAGAIN");
  check("peer_shutdown_write", call(shutdown(s[1], SHUT_WR)), "0");
  check("both_ended", poll_one(s[0], all, SOON), "POLLIN|POLLOUT|POLLHUP|POLLRDHUP");
  check("own_end", call(read(s[0], buffer, 8)), "0");

  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  check("shutdown_read", call(shutdown(s[0], SHUT_RD)), "0");
  check("write_to_it", call(write(s[1], "x", 1)), "EPIPE");
  check("read_it", call(read(s[0], buffer, 8)), "0");
  check("bad_how", call(shutdown(s[0], 9)), "EINVAL");

  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(s[1], "unread", 6));
  must(write(s[0], "lost", 4));
  must(close(s[1]));
  check("closed_poll", poll_one(s[0], all, SOON), "POLLIN|POLLOUT|POLLERR|POLLHUP|POLLRDHUP");
  check("closed_with_unread_data", text(buffer, read(s[0], buffer, 8)), "unread");
  check("then", call(read(s[0], buffer, 8)), "ECONNRESET");
  return verdict();
}
