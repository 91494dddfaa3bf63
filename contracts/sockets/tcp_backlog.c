/* Contract:  A listener holds one connection more than its backlog; further ones wait in SYN_SENT until one is accepted.
 * Source:    listen(2); sk_acceptq_is_full, tcp_conn_request
 * Covers:    listen accept4 connect poll
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static struct sockaddr_in name = {.sin_family = AF_INET};

static int begin(const char *key, const char *expected) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  must(connect(fd, (struct sockaddr *)&name, sizeof name) == -1 && errno != EINPROGRESS ? -1 : 0);
  check(key, poll_one(fd, POLLOUT, expected[0] == 't' ? SOON : BOUND), expected);
  return fd;
}

int main(void) {
  socklen_t size = sizeof name;
  char byte;
  int server = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int first = begin("first", "POLLOUT"), second = begin("second", "POLLOUT"), third = begin("third_waits", "timeout");
  check("third_sends", call(send(third, "x", 1, 0)), "EAGAIN");
  check("third_connects_again", call(connect(third, (struct sockaddr *)&name, sizeof name)), "EALREADY");
  struct tcp_info info;
  size = sizeof info;
  must(getsockopt(third, IPPROTO_TCP, TCP_INFO, &info, &size));
  check("third_is_syn_sent", info.tcpi_state == TCP_SYN_SENT, 1);
  must(write(first, "1", 1));
  must(write(second, "2", 1));
  int a = (int)must(accept4(server, NULL, NULL, 0)), b = (int)must(accept4(server, NULL, NULL, 0));
  check("in_order", (must(read(a, &byte, 1)), byte == '1'), 1);
  check("second_in_order", (must(read(b, &byte, 1)), byte == '2'), 1);
  check("third_comes", poll_one(third, POLLOUT, BOUND), "POLLOUT");
  check("third_finishes", call(connect(third, (struct sockaddr *)&name, sizeof name)), "0");
  check("third_is_connected", call(connect(third, (struct sockaddr *)&name, sizeof name)), "EISCONN");
  check("accepted", poll_one(server, POLLIN, BOUND), "POLLIN");
  int waiting[3] = {begin("fourth", "POLLOUT"), begin("fifth_waits", "timeout"), 0};
  must(listen(server, 5));
  check("fifth_comes_with_more_backlog", poll_one(waiting[1], POLLOUT, BOUND), "POLLOUT");
  must(close(server));
  check("closed_resets", poll_one(third, 0, BOUND), "POLLERR|POLLHUP");
  check("error", call(read(third, &byte, 1)), "ECONNRESET");
  return verdict();
}
