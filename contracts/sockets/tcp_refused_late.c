/* Contract:  A connection that waits for room at a listener hears nothing of the listener's end: it is refused when it asks
 *            again, after a second; one that is closed meanwhile is never seen.
 * Source:    tcp(7), tcp_syn_retries; RFC 6298, 2.1
 * Covers:    connect listen close poll
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in name = {.sin_family = AF_INET};

static int begin(void) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  must(connect(fd, (struct sockaddr *)&name, sizeof name) == -1 && errno != EINPROGRESS ? -1 : 0);
  return fd;
}

int main(void) {
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), error = 0;
  must(listen(server, 0));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int first = begin();
  check("first", poll_one(first, POLLOUT, BOUND), "POLLOUT");
  must(close(begin()));
  int waiting = begin();
  check("waits", poll_one(waiting, POLLOUT, 0), "timeout");
  must(accept(server, NULL, NULL));
  check("comes", poll_one(waiting, POLLOUT, BOUND), "POLLOUT");
  must(accept(server, NULL, NULL));
  check("the_closed_one_is_never_seen", made(accept(server, NULL, NULL)), "EAGAIN");
  first = begin();
  check("one_more", poll_one(first, POLLOUT, BOUND), "POLLOUT");
  waiting = begin();
  must(close(server));
  check("hears_nothing", poll_one(waiting, POLLOUT, 0), "timeout");
  check("until_it_asks_again", poll_one(waiting, POLLOUT, BOUND), "POLLOUT|POLLERR|POLLHUP");
  size = sizeof error;
  must(getsockopt(waiting, SOL_SOCKET, SO_ERROR, &error, &size));
  check("refused", error_name(error), "ECONNREFUSED");
  return verdict();
}
