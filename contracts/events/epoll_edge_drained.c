/* Contract:  EPOLLET: drained and readable again between two waits is a new event, though the state looks the same.
 * Source:    epoll(7), "Level-triggered and edge-triggered"
 * Behaviour: B32
 * Covers:    epoll_ctl epoll_pwait read write
 */
#include "contract.h"

#include <sys/eventfd.h>
#include <sys/socket.h>

static int epoll;

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

static void drain_and_fill(const char *name, int reader, int writer) {
  uint64_t eight = 1;
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, reader, &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  must(write(writer, &eight, 8));
  check(join(name, "_first"), ready(), "EPOLLIN");
  must(read(reader, &eight, 8));
  check(join(name, "_drained"), ready(), "0");
  must(write(writer, &eight, 8));
  must(read(reader, &eight, 8));
  must(write(writer, &eight, 8));
  check(join(name, "_drained_and_filled"), ready(), "EPOLLIN");
  check(join(name, "_quiet"), ready(), "0");
  must(read(reader, &eight, 8));
  must(write(writer, &eight, 8));
  must(read(reader, &eight, 8));
  check(join(name, "_filled_and_drained"), ready(), "0");
}

int main(void) {
  int p[2], s[2], counter = (int)must(eventfd(0, 0));
  epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  drain_and_fill("pipe", p[0], p[1]);
  drain_and_fill("eventfd", counter, counter);
  drain_and_fill("socket", s[0], s[1]);
  return verdict();
}
