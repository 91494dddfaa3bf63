/* Contract:  An epoll can be polled and watched by another epoll: it is readable while one of its files is ready.
 * Source:    epoll(7), Questions and answers, Q3 and Q4
 * Covers:    epoll_ctl epoll_pwait poll
 */
#include "contract.h"

static const char *ready(int epoll) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2], inner = (int)must(epoll_create1(0));
  int level = (int)must(epoll_create1(0)), edge = (int)must(epoll_create1(0));
  char byte;
  must(pipe(p));
  must(epoll_ctl(inner, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
  must(epoll_ctl(level, EPOLL_CTL_ADD, inner, &(struct epoll_event){.events = EPOLLIN}));
  must(epoll_ctl(edge, EPOLL_CTL_ADD, inner, &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  check("poll_idle", poll_one(inner, POLLIN | POLLOUT, SOON), "timeout");
  check("level_idle", ready(level), "0");
  must(write(p[1], "a", 1));
  check("poll_ready", poll_one(inner, POLLIN | POLLOUT, SOON), "POLLIN");
  check("level_ready", ready(level), "EPOLLIN");
  check("level_again", ready(level), "EPOLLIN");
  check("edge_ready", ready(edge), "EPOLLIN");
  check("edge_quiet", ready(edge), "0");
  must(write(p[1], "b", 1));
  check("edge_second_write", ready(edge), "EPOLLIN");
  check("inner", ready(inner), "EPOLLIN");
  must(read(p[0], &byte, 1));
  must(read(p[0], &byte, 1));
  check("poll_drained", poll_one(inner, POLLIN, SOON), "timeout");
  check("level_drained", ready(level), "0");
  return verdict();
}
