/* Contract:  EPOLLET reports every write to a pipe or eventfd as a new event, even while older data is unread.
 * Source:    epoll(7), "Level-triggered and edge-triggered"; Linux pipe_write(), eventfd_write()
 * Behaviour: B33
 * Covers:    epoll_create1 epoll_ctl epoll_pwait pipe eventfd2
 */
#include "contract.h"

#include <sys/eventfd.h>

static const char *wait_once(int epoll) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event));
  must(write(p[1], "a", 1));
  check("first_write", wait_once(epoll), "EPOLLIN");
  check("quiet", wait_once(epoll), "0");
  must(write(p[1], "b", 1));
  check("second_write", wait_once(epoll), "EPOLLIN");
  check("quiet_again", wait_once(epoll), "0");
  must(write(p[1], "c", 1));
  must(write(p[1], "d", 1));
  check("two_writes", wait_once(epoll), "EPOLLIN");
  check("two_writes_one_event", wait_once(epoll), "0");
  check("zero_length_write", call(write(p[1], "", 0)), "0");
  check("after_zero_length", wait_once(epoll), "0");

  int counter = (int)must(eventfd(0, EFD_NONBLOCK));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event));
  must(eventfd_write(counter, 1));
  check("eventfd_first", wait_once(epoll), "EPOLLIN");
  must(eventfd_write(counter, 1));
  check("eventfd_second", wait_once(epoll), "EPOLLIN");
  check("eventfd_quiet", wait_once(epoll), "0");
  return verdict();
}
