/* Contract:  A stream socket bound to a path: connect queues before accept, data flows both ways, names are told.
 * Source:    unix(7); accept(2); listen(2)
 * Covers:    socket bind listen connect accept4 getsockname getpeername read write
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "server"};

static const char *name(int fd, int (*ask)(int, struct sockaddr *, socklen_t *)) {
  struct sockaddr_un got = {.sun_path = "untouched"};
  socklen_t size = sizeof got;
  if (ask(fd, (struct sockaddr *)&got, &size)) return error_name(errno);
  return join(number(size, 10), size > 2 ? join(" ", got.sun_path) : "");
}

int main(void) {
  char buffer[16];
  struct stat st;
  scratch();
  umask(0);
  int server = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
  int client = (int)must(socket(AF_UNIX, SOCK_STREAM, 0)), late = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + 7;
  check("bind", call(bind(server, (struct sockaddr *)&address, size)), "0");
  must(lstat("server", &st));
  check("file", mode(st.st_mode), "S_IFSOCK 0777");
  check("open_it", made(open("server", O_RDWR)), "ENXIO");
  check("connect_before_listen", call(connect(client, (struct sockaddr *)&address, size)), "ECONNREFUSED");
  check("listen", call(listen(server, 5)), "0");
  check("accept_none", made(accept(server, 0, 0)), "EAGAIN");
  check("poll_none", poll_one(server, POLLIN, SOON), "timeout");
  check("connect", call(connect(client, (struct sockaddr *)&address, size)), "0");
  check("write_before_accept", call(write(client, "early", 5)), "5");
  check("poll_one_waits", poll_one(server, POLLIN, SOON), "POLLIN");
  int connection = (int)must(accept4(server, 0, 0, SOCK_CLOEXEC));
  check("accepted_is_blocking", open_flags(fcntl(connection, F_GETFL)), "O_RDWR");
  check("accepted_cloexec", descriptor_flags(fcntl(connection, F_GETFD)), "FD_CLOEXEC");
  check("early_data", text(buffer, read(connection, buffer, sizeof buffer)), "early");
  must(write(connection, "an", 2));
  must(write(connection, "swer", 4));
  check("stream_joins", text(buffer, read(client, buffer, sizeof buffer)), "answer");

  check("server_name", name(server, getsockname), "9 server");
  check("client_name", name(client, getsockname), "2");
  check("client_peer", name(client, getpeername), "9 server");
  check("connection_name", name(connection, getsockname), "9 server");
  check("connection_peer", name(connection, getpeername), "2");
  check("server_peer", name(server, getpeername), "ENOTCONN");
  check("connect_again", call(connect(client, (struct sockaddr *)&address, size)), "EISCONN");
  check("bind_taken", call(bind(late, (struct sockaddr *)&address, size)), "EADDRINUSE");
  must(close(connection));
  check("end", call(read(client, buffer, sizeof buffer)), "0");
  must(close(server));
  check("server_closed", call(connect(late, (struct sockaddr *)&address, size)), "ECONNREFUSED");
  must(unlink("server"));
  check("name_gone", call(connect(late, (struct sockaddr *)&address, size)), "ENOENT");
  return verdict();
}
