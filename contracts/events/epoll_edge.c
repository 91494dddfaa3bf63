/* Contract:  EPOLLET reports once for an event and stays quiet until a new one, where level-triggered repeats.
 * Source:    epoll(7), "Level-triggered and edge-triggered"
 * Behaviour: B19
 * Covers:    epoll_create1 epoll_ctl epoll_pwait pipe eventfd2
 */
#include "contract.h"

#include <sys/eventfd.h>

static int watch(int fd, uint32_t events) {
  int epoll = (int)must(epoll_create1(0));
  struct epoll_event event = {.events = events};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
  return epoll;
}

static const char *wait_once(int epoll) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2];
  char byte;
  must(pipe(p));
  int edge = watch(p[0], EPOLLIN | EPOLLET), level = watch(p[0], EPOLLIN);
  check("edge_before", wait_once(edge), "0");
  must(write(p[1], "ab", 2));
  check("edge_first", wait_once(edge), "EPOLLIN");
  check("edge_second", wait_once(edge), "0");
  check("level_first", wait_once(level), "EPOLLIN");
  check("level_second", wait_once(level), "EPOLLIN");

  must(read(p[0], &byte, 1));
  check("edge_after_partial_read", wait_once(edge), "0");
  check("level_after_partial_read", wait_once(level), "EPOLLIN");
  must(close(p[1]));
  check("edge_hup", wait_once(edge), "EPOLLIN|EPOLLHUP");
  check("edge_hup_once", wait_once(edge), "0");

  int event = (int)must(eventfd(0, 0)), edge_event = watch(event, EPOLLIN | EPOLLOUT | EPOLLET);
  check("eventfd_writable_at_add", wait_once(edge_event), "EPOLLOUT");
  check("eventfd_quiet", wait_once(edge_event), "0");
  must(eventfd_write(event, 1));
  check("eventfd_write", wait_once(edge_event), "EPOLLIN|EPOLLOUT");
  check("eventfd_quiet_again", wait_once(edge_event), "0");
  return verdict();
}
