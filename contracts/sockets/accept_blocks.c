/* Contract:  accept sleeps until someone connects, connect until the backlog has room; both sides meet in order.
 * Source:    accept(2); listen(2), backlog; unix(7)
 * Covers:    accept connect listen fork
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "server"};
static int begun[2];

static int client(int flags) {
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM | flags, 0));
  return connect(fd, (struct sockaddr *)&address, sizeof address) ? -1 : fd;
}

int main(void) {
  char byte;
  scratch();
  must(pipe(begun));
  int server = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(listen(server, 0));

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(write(begun[1], "x", 1));
    int connection = accept(server, 0, 0);
    _exit(connection >= 0 && read(connection, &byte, 1) == 1 && byte == 'q' ? 3 : 1);
  }
  must(read(begun[0], &byte, 1));
  await_sleep(child);
  observe("child", "sleeps in accept");
  int first = client(0);
  must(write(first, "q", 1));
  check("accepted", reap(child), "exited 3");

  int queued = client(0);
  check("one_in_the_backlog", queued >= 0, 1);
  check("nonblocking_when_full", made(client(SOCK_NONBLOCK)), "EAGAIN");
  child = (pid_t)must(fork());
  if (child == 0) {
    must(write(begun[1], "x", 1));
    int fd = client(0);
    _exit(fd >= 0 && write(fd, "2", 1) == 1 ? 4 : 1);
  }
  must(read(begun[0], &byte, 1));
  await_sleep(child);
  observe("child_then", "sleeps in connect");
  must(write(queued, "1", 1));
  int one = (int)must(accept(server, 0, 0));
  check("connected", reap(child), "exited 4");
  int two = (int)must(accept(server, 0, 0));
  check("first_come", text(&byte, read(one, &byte, 1)), "1");
  check("first_served", text(&byte, read(two, &byte, 1)), "2");
  check("data_then_end", call(read(two, &byte, 1)), "0");
  return verdict();
}
