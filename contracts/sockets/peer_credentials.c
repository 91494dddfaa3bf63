/* Contract:  SO_PEERCRED names the process that connected, listened or made the pair, also after its end.
 * Source:    unix(7), SO_PEERCRED
 * Covers:    getsockopt connect listen fork
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static const char *peer(int fd, pid_t expected) {
  struct ucred who = {0, 0, 0};
  socklen_t size = sizeof who;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size)) return error_name(errno);
  if (size != 12) return join("size ", number(size, 10));
  const char *user = who.uid == geteuid() && who.gid == getegid() ? "us" : "someone else";
  return join(who.pid == expected ? "the one, as " : "another, as ", user);
}

int main(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "server"};
  int s[2], told[2];
  char byte;
  scratch();
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(pipe(told));
  check("pair", peer(s[0], getpid()), "the one, as us");
  int server = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(listen(server, 5));
  pid_t parent = getpid(), child = (pid_t)must(fork());
  if (child == 0) {
    int fd = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
    must(connect(fd, (struct sockaddr *)&address, sizeof address));
    int right = !strcmp(peer(fd, parent), "the one, as us") && !strcmp(peer(s[0], parent), "the one, as us");
    must(write(told[1], "x", 1));
    _exit(read(fd, &byte, 1) == 1 && right ? 3 : 1);
  }
  int connection = (int)must(accept(server, 0, 0));
  check("connected", peer(connection, child), "the one, as us");
  must(read(told[0], &byte, 1));
  must(write(connection, "x", 1));
  check("child", reap(child), "exited 3");
  check("after_its_end", peer(connection, child), "the one, as us");

  struct ucred none;
  socklen_t size = sizeof none;
  int loose = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(getsockopt(loose, SOL_SOCKET, SO_PEERCRED, &none, &size));
  check("unconnected_pid", none.pid, 0);
  check("unconnected_uid", (int)none.uid, -1);
  check("read_only_option", call(setsockopt(loose, SOL_SOCKET, SO_PEERCRED, &none, size)), "ENOPROTOOPT");
  return verdict();
}
