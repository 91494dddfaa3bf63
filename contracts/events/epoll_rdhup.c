/* Contract:  A peer that shuts down its writing is an event of its own, EPOLLRDHUP, to an edge-triggered epoll; the end
 *            in both directions adds EPOLLHUP.
 * Source:    epoll_ctl(2), EPOLLRDHUP and EPOLLHUP
 * Covers:    epoll_ctl epoll_wait shutdown socketpair
 */
#include "contract.h"

#include <sys/socket.h>

static int epoll;

static const char *next(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int s[2];
  epoll = (int)must(epoll_create1(0));
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, s[0], &(struct epoll_event){.events = EPOLLIN | EPOLLRDHUP | EPOLLET}));
  check("open", next(), "0");
  must(write(s[1], "x", 1));
  check("data", next(), "EPOLLIN");
  must(shutdown(s[1], SHUT_WR));
  check("peer_ended", next(), "EPOLLIN|EPOLLRDHUP");
  check("once", next(), "0");
  must(shutdown(s[0], SHUT_WR));
  check("both_ended", next(), "EPOLLIN|EPOLLHUP|EPOLLRDHUP");
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, s[0], &(struct epoll_event){.events = EPOLLIN}));
  check("rdhup_only_if_asked", next(), "EPOLLIN|EPOLLHUP");
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, s[0], &(struct epoll_event){.events = 0}));
  check("hup_unasked", next(), "EPOLLHUP");
  return verdict();
}
