/* Contract:  A server of threads on one epoll: the listener with EPOLLEXCLUSIVE, connections with EPOLLONESHOT, each armed
 *            again by whoever served it. Every request is answered once, in its connection's order.
 * Source:    epoll(7); epoll_ctl(2), EPOLLEXCLUSIVE, EPOLLONESHOT
 * Covers:    epoll_ctl epoll_wait accept4 read write connect clone
 */
#include "contract.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

enum { WORKERS = 3, CLIENTS = 4, REQUESTS = 10 };

static int epoll, listener, stop;
static struct sockaddr_in name = {.sin_family = AF_INET};
static atomic_int served, twice;
static atomic_int inside[256];

static void serve(int fd) {
  char request;
  if (atomic_fetch_add(&inside[fd], 1) != 0) atomic_fetch_add(&twice, 1);
  while (read(fd, &request, 1) == 1) {
    request ^= 0x20;
    must(write(fd, &request, 1));
    atomic_fetch_add(&served, 1);
  }
  int ended = errno != EAGAIN;
  atomic_fetch_sub(&inside[fd], 1);
  if (ended || recv(fd, &request, 1, MSG_PEEK) == 0) must(close(fd));
  else must(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &(struct epoll_event){.events = EPOLLIN | EPOLLONESHOT, .data.fd = fd}));
}

static void *worker(void *unused) {
  struct epoll_event event;
  int own = (int)must(epoll_create1(0));
  (void)unused;
  must(epoll_ctl(own, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener}));
  must(epoll_ctl(own, EPOLL_CTL_ADD, epoll, &(struct epoll_event){.events = EPOLLIN, .data.fd = epoll}));
  must(epoll_ctl(own, EPOLL_CTL_ADD, stop, &(struct epoll_event){.events = EPOLLIN, .data.fd = stop}));
  for (;;) {
    must(epoll_wait(own, &event, 1, -1));
    if (event.data.fd == stop) return NULL;
    if (event.data.fd == listener) {
      int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
      if (fd == -1) continue;
      must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN | EPOLLONESHOT, .data.fd = fd}));
    } else if (epoll_wait(epoll, &event, 1, 0) == 1) serve(event.data.fd);
  }
}

static void *client(void *result) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(fd, (struct sockaddr *)&name, sizeof name));
  for (int i = 0; i < REQUESTS; i++) {
    char letter = (char)('a' + i), answer = 0;
    must(write(fd, &letter, 1));
    must(read(fd, &answer, 1));
    if (answer == 'A' + i) ++*(int *)result;
  }
  must(close(fd));
  return NULL;
}

int main(void) {
  socklen_t size = sizeof name;
  pthread_t workers[WORKERS], clients[CLIENTS];
  int answers[CLIENTS] = {0}, total = 0;
  listener = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  must(listen(listener, CLIENTS));
  must(getsockname(listener, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  epoll = (int)must(epoll_create1(0));
  stop = (int)must(eventfd(0, 0));
  for (int i = 0; i < WORKERS; i++) must(pthread_create(&workers[i], NULL, worker, NULL) ? -1 : 0);
  for (int i = 0; i < CLIENTS; i++) must(pthread_create(&clients[i], NULL, client, &answers[i]) ? -1 : 0);
  for (int i = 0; i < CLIENTS; i++) must(pthread_join(clients[i], NULL) ? -1 : 0);
  must(write(stop, &(uint64_t){1}, 8));
  for (int i = 0; i < WORKERS; i++) must(pthread_join(workers[i], NULL) ? -1 : 0);
  for (int i = 0; i < CLIENTS; i++) total += answers[i];
  check("answers", total, CLIENTS * REQUESTS);
  check("served", atomic_load(&served), CLIENTS * REQUESTS);
  check("never_two_on_one_connection", atomic_load(&twice), 0);
  return verdict();
}
