/* Contract:  An interval timer that nobody reads wakes once: EPOLLET sees one event however often it expired; reading or looking
 *            at it winds it on, and the next expiration is an event again.
 * Source:    timerfd_create(2); timerfd_tmrproc, timerfd_read_iter
 * Covers:    timerfd_settime timerfd_gettime epoll_wait read
 */
#include "contract.h"

#include <sys/timerfd.h>

static int epoll, timer;

static const char *next(int milliseconds) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, milliseconds);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  uint64_t count = 0;
  struct itimerspec every = {.it_value.tv_nsec = 1000000, .it_interval.tv_nsec = 1000000}, now;
  epoll = (int)must(epoll_create1(0));
  timer = (int)must(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  check("not_armed", next(0), "0");
  must(timerfd_settime(timer, 0, &every, NULL));
  check("expires", next(BOUND), "EPOLLIN");
  check("only_once_unread", next(20), "0");
  check("still_readable", poll_one(timer, POLLIN, 0), "POLLIN");
  must(read(timer, &count, 8));
  check("counts_them_all", count >= 20, 1);
  check("again_after_a_read", next(BOUND), "EPOLLIN");
  must(timerfd_gettime(timer, &now));
  check("looking_winds_on", next(BOUND), "EPOLLIN");
  check("interval", now.it_interval.tv_nsec, 1000000);
  must(timerfd_settime(timer, 0, &(struct itimerspec){0}, NULL));
  check("disarmed", next(20), "0");
  check("nothing_to_read", call(read(timer, &count, 8)), "EAGAIN");
  return verdict();
}
