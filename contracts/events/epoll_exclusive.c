/* Contract:  EPOLLEXCLUSIVE goes with ADD only, beside few other flags, and neither on nor over a nested epoll; such an
 *            interest cannot be modified.
 * Source:    epoll_ctl(2), EPOLLEXCLUSIVE and ERRORS
 * Covers:    epoll_ctl epoll_wait
 */
#include "contract.h"

#include <sys/eventfd.h>

static int epoll;

static const char *control(int op, int fd, uint32_t events) {
  return call(epoll_ctl(epoll, op, fd, &(struct epoll_event){.events = events}));
}

int main(void) {
  int event = (int)must(eventfd(0, EFD_NONBLOCK)), other = (int)must(epoll_create1(0));
  epoll = (int)must(epoll_create1(0));
  check("with_oneshot", control(EPOLL_CTL_ADD, event, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT), "EINVAL");
  check("with_pri", control(EPOLL_CTL_ADD, event, EPOLLPRI | EPOLLEXCLUSIVE), "EINVAL");
  check("with_rdhup", control(EPOLL_CTL_ADD, event, EPOLLIN | EPOLLRDHUP | EPOLLEXCLUSIVE), "EINVAL");
  check("of_epoll", control(EPOLL_CTL_ADD, other, EPOLLIN | EPOLLEXCLUSIVE), "EINVAL");
  check("add", control(EPOLL_CTL_ADD, event, EPOLLIN | EPOLLOUT | EPOLLET | EPOLLEXCLUSIVE), "0");
  check("modify_to_exclusive", control(EPOLL_CTL_MOD, event, EPOLLIN | EPOLLEXCLUSIVE), "EINVAL");
  check("modify", control(EPOLL_CTL_MOD, event, EPOLLIN), "EINVAL");
  struct epoll_event ready;
  check("ready", call(epoll_wait(epoll, &ready, 1, 0)), "1");
  check("events", epoll_events(ready.events), "EPOLLOUT");
  check("delete", control(EPOLL_CTL_DEL, event, 0), "0");
  check("add_plain", control(EPOLL_CTL_ADD, event, EPOLLIN), "0");
  check("then_modify_to_exclusive", control(EPOLL_CTL_MOD, event, EPOLLIN | EPOLLEXCLUSIVE), "EINVAL");
  return verdict();
}
