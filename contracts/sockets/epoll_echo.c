/* Contract:  A single-threaded echo server on epoll serves several TCP clients at once, also in pieces and after half
 *            closes, and hears of each end.
 * Source:    epoll(7), "Example for suggested usage"
 * Covers:    epoll_wait accept4 read write shutdown
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { CLIENTS = 4, SIZE = 100000 };

/* Echoes until all clients have ended; exits with the number of them. */
static void serve(int server) {
  static char buffer[4096];
  struct epoll_event events[4];
  int epoll = epoll_create1(0), ended = 0;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, server, &(struct epoll_event){.events = EPOLLIN, .data.fd = server})) _exit(100);
  while (ended < CLIENTS) {
    int count = epoll_wait(epoll, events, 4, -1);
    if (count < 1) _exit(101);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == server) {
        int client = accept4(server, NULL, NULL, SOCK_NONBLOCK);
        if (client < 0) _exit(102);
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, client, &(struct epoll_event){.events = EPOLLIN, .data.fd = client}))
          _exit(103);
        continue;
      }
      ssize_t size = read(fd, buffer, sizeof buffer);
      if (size < 0) _exit(104);
      for (ssize_t done = 0; done < size;) {
        ssize_t part = write(fd, buffer + done, (size_t)(size - done));
        if (part < 0 && errno != EAGAIN) _exit(105);
        if (part < 0) poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        else done += part;
      }
      if (size == 0) ended += close(fd) == 0;
    }
  }
  _exit(ended);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  static char sent[SIZE], got[SIZE];
  int clients[CLIENTS], server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(listen(server, CLIENTS));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  pid_t child = (pid_t)must(fork());
  if (child == 0) serve(server);
  for (int i = 0; i < CLIENTS; i++) {
    clients[i] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
    must(connect(clients[i], (struct sockaddr *)&address, sizeof address));
  }
  for (int i = 0; i < SIZE; i++) sent[i] = (char)(i * 7 + i / 251);
  for (int i = 0; i < CLIENTS; i++) must(write(clients[i], sent + i, (size_t)(1000 + i)));
  for (int i = CLIENTS - 1; i >= 0; i--) {
    check(join("size_", number(i, 10)), recv(clients[i], got, (size_t)(1000 + i), MSG_WAITALL), 1000 + i);
    check(join("same_", number(i, 10)), memcmp(got, sent + i, (size_t)(1000 + i)) == 0, 1);
  }
  for (int done = 0; done < SIZE; done += 20000) {
    must(write(clients[0], sent + done, 20000));
    must(recv(clients[0], got + done, 20000, MSG_WAITALL));
  }
  check("stream", memcmp(got, sent, SIZE) == 0, 1);
  for (int i = 0; i < CLIENTS; i++) {
    must(write(clients[i], "last", 4));
    must(shutdown(clients[i], SHUT_WR));
    check(join("rest_", number(i, 10)), text(got, recv(clients[i], got, 8, MSG_WAITALL)), "last");
  }
  check("server", reap(child), join("exited ", number(CLIENTS, 10)));
  return verdict();
}
