/* Contract:  The side that ends a connection first keeps its port (TIME_WAIT): bind is EADDRINUSE without SO_REUSEADDR on
 *            both sockets. After a reset, or when the other side ended first, the port is free.
 * Source:    socket(7), SO_REUSEADDR; tcp(7); RFC 9293, TIME-WAIT
 * Behaviour: B45
 * Covers:    bind close shutdown
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in address;
static char byte;

static int make(int reuse) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  if (reuse) must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse));
  return fd;
}

static const char *bind_again(int reuse) {
  int fd = make(reuse);
  const char *result = call(bind(fd, (struct sockaddr *)&address, sizeof address));
  must(close(fd));
  return result;
}

/* A connection to a new port of ours; the listener is closed. */
static void serve(int pair[2], int reuse) {
  socklen_t size = sizeof address;
  int server = make(reuse);
  address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  must(listen(server, 1));
  pair[0] = make(0);
  must(connect(pair[0], (struct sockaddr *)&address, sizeof address));
  pair[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

int main(void) {
  int s[2];
  serve(s, 1);
  check("connection_holds_it", bind_again(0), "EADDRINUSE");
  check("connection_lets_reuse", bind_again(1), "0");
  must(close(s[1]));
  check("server_ended", call(read(s[0], &byte, 1)), "0");
  must(close(s[0]));
  check("time_wait", bind_again(0), "EADDRINUSE");
  check("time_wait_reuse", bind_again(1), "0");

  serve(s, 0);
  must(shutdown(s[1], SHUT_WR));
  must(read(s[0], &byte, 1));
  must(close(s[0]));
  check("both_ended", call(read(s[1], &byte, 1)), "0");
  must(close(s[1]));
  check("without_reuse", bind_again(0), "EADDRINUSE");
  check("reuse_of_one", bind_again(1), "EADDRINUSE");

  serve(s, 0);
  must(close(s[0]));
  check("client_ended", call(read(s[1], &byte, 1)), "0");
  must(close(s[1]));
  check("client_waits_elsewhere", bind_again(0), "0");

  serve(s, 0);
  must(write(s[0], "x", 1));
  check("arrived", poll_one(s[1], POLLIN, BOUND), "POLLIN");
  must(close(s[1]));
  check("reset", call(read(s[0], &byte, 1)), "ECONNRESET");
  check("reset_frees_it", bind_again(0), "0");
  return verdict();
}
