/* Contract:  Abstract names begin with a zero byte, count every byte, need no file, are free after close.
 * Source:    unix(7), "Abstract sockets", "Autobind feature"
 * Covers:    bind connect getsockname
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static int new_socket(void) { return (int)must(socket(AF_UNIX, SOCK_STREAM, 0)); }

static const char *use(int (*what)(int, const struct sockaddr *, socklen_t), int fd, const char *name, size_t length) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, name, length);
  return call(what(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)));
}

int main(void) {
  struct sockaddr_un got;
  socklen_t size = sizeof got;
  int server = new_socket(), other = new_socket();
  check("bind", use(bind, server, "\0ab\0c", 5), "0");
  must(listen(server, 5));
  must(getsockname(server, (struct sockaddr *)&got, &size));
  check("size", size, 7);
  check("name", text(got.sun_path, 5), "\\00ab\\00c");
  check("bind_same", use(bind, other, "\0ab\0c", 5), "EADDRINUSE");
  check("bind_shorter_is_another", use(bind, other, "\0ab", 3), "0");
  check("bind_twice", use(bind, other, "\0xy", 3), "EINVAL");
  check("connect", use(connect, new_socket(), "\0ab\0c", 5), "0");
  check("connect_other_end", use(connect, new_socket(), "\0ab\0d", 5), "ECONNREFUSED");
  check("connect_longer", use(connect, new_socket(), "\0ab\0c\0", 6), "ECONNREFUSED");
  check("connect_not_listening", use(connect, new_socket(), "\0ab", 3), "ECONNREFUSED");
  must(close(server));
  check("connect_after_close", use(connect, new_socket(), "\0ab\0c", 5), "ECONNREFUSED");
  check("bind_after_close", use(bind, new_socket(), "\0ab\0c", 5), "0");

  int automatic = new_socket();
  check("autobind", use(bind, automatic, "", 0), "0");
  size = sizeof got;
  must(getsockname(automatic, (struct sockaddr *)&got, &size));
  check("autobind_size", size, 8);
  check("autobind_first_byte", got.sun_path[0], 0);
  check("size_too_small", call(bind(new_socket(), (struct sockaddr *)&got, 1)), "EINVAL");
  check("size_too_large", call(bind(new_socket(), (struct sockaddr *)&got, sizeof got + 1)), "EINVAL");
  return verdict();
}
