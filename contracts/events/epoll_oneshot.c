/* Contract:  EPOLLONESHOT reports one event and then nothing, not even a hang-up, until EPOLL_CTL_MOD arms it again.
 * Source:    epoll_ctl(2), EPOLLONESHOT
 * Covers:    epoll_ctl epoll_pwait
 */
#include "contract.h"

static int epoll;

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2];
  epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event));
  check("nothing_yet", ready(), "0");
  must(write(p[1], "a", 1));
  check("first", ready(), "EPOLLIN");
  check("second", ready(), "0");
  must(write(p[1], "b", 1));
  check("new_data_disarmed", ready(), "0");
  check("still_registered", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event)), "EEXIST");
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, p[0], &event));
  check("armed_again", ready(), "EPOLLIN");
  check("once", ready(), "0");
  must(close(p[1]));
  check("hup_disarmed", ready(), "0");
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, p[0], &event));
  check("hup_armed", ready(), "EPOLLIN|EPOLLHUP");
  check("hup_once", ready(), "0");
  return verdict();
}
