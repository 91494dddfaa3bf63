/* Contract:  bind, connect, listen, accept on AF_UNIX: who is refused, and with what.
 * Source:    unix(7), ERRORS; bind(2), connect(2), listen(2), accept(2), ERRORS
 * Covers:    bind connect listen accept accept4
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un named(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strcpy(address.sun_path, path);
  return address;
}

static const char *to(int fd, const char *path) {
  struct sockaddr_un address = named(path);
  return call(connect(fd, (struct sockaddr *)&address, sizeof address));
}

static const char *at(int fd, const char *path) {
  struct sockaddr_un address = named(path);
  return call(bind(fd, (struct sockaddr *)&address, sizeof address));
}

static int make(int type) { return (int)must(socket(AF_UNIX, type | SOCK_NONBLOCK, 0)); }

int main(void) {
  scratch();
  int server = make(SOCK_STREAM), client = make(SOCK_STREAM), mail = make(SOCK_DGRAM);
  struct sockaddr_un address = named("server");
  struct sockaddr *generic = (struct sockaddr *)&address;
  check("listen_unbound", call(listen(server, 1)), "EINVAL");
  check("address_too_short", call(bind(server, generic, 1)), "EINVAL");
  check("address_too_long", call(bind(server, generic, sizeof address + 1)), "EINVAL");
  address.sun_family = AF_INET;
  check("other_family", call(bind(server, generic, sizeof address)), "EINVAL");
  check("no_directory", at(server, "none/server"), "ENOENT");
  check("bind", at(server, "server"), "0");
  check("name_in_use", at(client, "server"), "EADDRINUSE");
  check("bind_twice", at(server, "second"), "EINVAL");
  check("nothing_left_behind", call(access("second", F_OK)), "ENOENT");
  check("open", made(open("server", O_RDWR)), "ENXIO");
  check("not_listening", to(client, "server"), "ECONNREFUSED");
  check("accept_before_listen", made(accept(server, NULL, NULL)), "EINVAL");
  check("listen", call(listen(server, 0)), "0");
  check("listen_dgram", call(listen(mail, 1)), "EOPNOTSUPP");
  check("accept_dgram", made(accept(mail, NULL, NULL)), "EOPNOTSUPP");
  check("accept_flags", made(syscall(SYS_accept4, server, NULL, NULL, 1)), "EINVAL");
  check("accept_nobody", made(accept(server, NULL, NULL)), "EAGAIN");
  check("connect", to(client, "server"), "0");
  check("backlog_full", to(make(SOCK_STREAM), "server"), "EAGAIN");
  int accepted = (int)must(accept4(server, NULL, NULL, SOCK_CLOEXEC));
  check("accepted_descriptor", descriptor_flags(fcntl(accepted, F_GETFD)), "FD_CLOEXEC");
  check("nonblock_is_not_inherited", open_flags(fcntl(accepted, F_GETFL)), "O_RDWR");
  check("connect_twice", to(client, "server"), "EISCONN");
  check("missing", to(make(SOCK_STREAM), "missing"), "ENOENT");
  must(close((int)must(open("file", O_CREAT | O_RDWR, 0600))));
  check("not_a_socket_file", to(make(SOCK_STREAM), "file"), "ECONNREFUSED");
  check("other_type", to(mail, "server"), "EPROTOTYPE");
  check("read_listener", call(read(server, &address, 1)), "EINVAL");
  check("write_listener", call(write(server, "x", 1)), "ENOTCONN");
  check("connect_listener", to(server, "server"), "EINVAL");
  must(close(server));
  check("file_stays", call(access("server", F_OK)), "0");
  check("listener_gone", to(make(SOCK_STREAM), "server"), "ECONNREFUSED");
  return verdict();
}
