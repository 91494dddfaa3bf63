/* Contract:  With TCP_DEFER_ACCEPT a listener is not woken by a connection but by its first data, or its end; the connecting
 *            side sees nothing of it.
 * Source:    tcp(7), TCP_DEFER_ACCEPT; tcp_check_req
 * Covers:    setsockopt accept4 connect poll
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  char byte;
  int server = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), seconds = 10;
  must(setsockopt(server, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds));
  must(listen(server, 5));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int client = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("connects", call(connect(client, (struct sockaddr *)&name, sizeof name)), "0");
  check("client_may_write", poll_one(client, POLLOUT, BOUND), "POLLOUT");
  check("listener_sleeps", poll_one(server, POLLIN, SOON), "timeout");
  check("nothing_to_accept", made(accept(server, NULL, NULL)), "EAGAIN");
  must(write(client, "x", 1));
  check("data_wakes", poll_one(server, POLLIN, BOUND), "POLLIN");
  int accepted = (int)must(accept4(server, NULL, NULL, SOCK_NONBLOCK));
  check("data_is_there", call(read(accepted, &byte, 1)), "1");
  int second = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(second, (struct sockaddr *)&name, sizeof name));
  check("second_sleeps", poll_one(server, POLLIN, SOON), "timeout");
  must(shutdown(second, SHUT_WR));
  check("its_end_wakes", poll_one(server, POLLIN, BOUND), "POLLIN");
  accepted = (int)must(accept4(server, NULL, NULL, 0));
  check("reads_the_end", call(read(accepted, &byte, 1)), "0");
  return verdict();
}
