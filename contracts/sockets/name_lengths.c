/* Contract:  getsockname, getpeername and accept cut an address to the room given and tell its whole length.
 * Source:    getsockname(2), NOTES; unix(7), "Address format" and BUGS
 * Covers:    getsockname getpeername accept
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static const char *name(int fd, socklen_t room, int peer) {
  struct sockaddr_un address;
  memset(&address, '.', sizeof address);
  socklen_t size = room;
  int result = peer ? getpeername(fd, (struct sockaddr *)&address, &size)
                    : getsockname(fd, (struct sockaddr *)&address, &size);
  if (result) return error_name(errno);
  return join(join(number(size, 10), " "), text(address.sun_path, 6));
}

int main(void) {
  int s[2];
  scratch();
  int server = (int)must(socket(AF_UNIX, SOCK_STREAM, 0)), client = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "name"};
  check("unnamed", name(server, 110, 0), "2 ......");
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  check("named", name(server, 110, 0), "7 name\\00.");
  check("cut", name(server, 4, 0), "7 na....");
  check("no_room", name(server, 0, 0), "7 ......");
  check("negative_room", name(server, (socklen_t)-1, 0), "EINVAL");
  check("no_peer", name(server, 110, 1), "ENOTCONN");
  must(listen(server, 1));
  must(connect(client, (struct sockaddr *)&address, sizeof address));
  check("peer", name(client, 110, 1), "7 name\\00.");
  socklen_t size = 110;
  int accepted = (int)must(accept(server, (struct sockaddr *)&address, &size));
  check("accepted_from_unnamed", size, 2);
  check("accepted_name", name(accepted, 110, 0), "7 name\\00.");
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  check("pair", name(s[0], 110, 1), "2 ......");
  must(close(s[1]));
  check("closed_peer", name(s[0], 110, 1), "2 ......");
  check("bad_pointer", call(getsockname(s[0], (struct sockaddr *)16, &size)), "EFAULT");
  check("not_a_socket", call(getsockname((int)must(open("/", O_RDONLY)), NULL, NULL)), "ENOTSOCK");
  check("not_open", call(getsockname(99, NULL, NULL)), "EBADF");
  return verdict();
}
