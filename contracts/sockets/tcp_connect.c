/* Contract:  A non-blocking connect is EINPROGRESS and tells its end through poll and SO_ERROR; a second connect completes
 *            it; a refused one can be tried again.
 * Source:    connect(2), EINPROGRESS, EISCONN, ECONNREFUSED; tcp(7)
 * Covers:    connect accept getsockopt
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in address = {.sin_family = AF_INET};

static const char *to(int fd) { return call(connect(fd, (struct sockaddr *)&address, sizeof address)); }

static const char *error_of(int fd) {
  int error = -1;
  socklen_t size = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) ? "failed" : error_name(error);
}

static int make(void) { return (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)); }

int main(void) {
  short all = POLLIN | POLLOUT | POLLRDHUP;
  socklen_t size = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int server = make(), client = make(), refused = make();
  check("fresh", poll_one(client, all, SOON), "POLLOUT|POLLHUP");
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  check("nobody_listens", to(refused), "EINPROGRESS");
  check("refusal", poll_one(refused, all, BOUND), "POLLIN|POLLOUT|POLLERR|POLLHUP|POLLRDHUP");
  check("its_error", error_of(refused), "ECONNREFUSED");
  check("told_once", error_of(refused), "0");
  must(listen(server, 2));
  check("listening", poll_one(server, all, SOON), "timeout");
  check("accept_nobody", made(accept(server, NULL, NULL)), "EAGAIN");
  check("start", to(client), "EINPROGRESS");
  check("connected", poll_one(client, all, BOUND), "POLLOUT");
  check("no_error", error_of(client), "0");
  check("complete", to(client), "0");
  check("twice", to(client), "EISCONN");
  check("waits", poll_one(server, all, BOUND), "POLLIN");
  struct sockaddr_in peer, own;
  size = sizeof peer;
  int accepted = (int)must(accept4(server, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK));
  check("peer_size", size, sizeof peer);
  must(getsockname(client, (struct sockaddr *)&own, &size));
  check("peer_is_the_client", !memcmp(&peer, &own, sizeof own), 1);
  check("loopback", own.sin_addr.s_addr == htonl(INADDR_LOOPBACK), 1);
  check("write", call(write(client, "hi", 2)), "2");
  check("readable", poll_one(accepted, all, BOUND), "POLLIN|POLLOUT");
  check("blocking_connect", (fcntl(refused, F_SETFL, 0), to(refused)), "ECONNABORTED");
  check("again", to(refused), "0");
  address.sin_family = AF_INET6;
  check("other_family", to(make()), "EAFNOSUPPORT");
  check("short_address", call(connect(make(), (struct sockaddr *)&own, 8)), "EINVAL");
  check("listener_connects", (address.sin_family = AF_INET, to(server)), "EISCONN");
  return verdict();
}
