/* Contract:  The 64 bits given with an interest come back whole and belong to it alone: two numbers of one file are two
 *            interests, with data and events of their own; MOD changes both.
 * Source:    epoll_ctl(2), struct epoll_event; epoll(7), "Questions and answers"
 * Covers:    epoll_ctl epoll_wait dup
 */
#include "contract.h"

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  struct epoll_event events[4];
  must(pipe(p));
  int second = (int)must(dup(p[0]));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN, .data.u64 = 0x8123456789abcdefull}));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, second, &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u64 = UINT64_MAX}));
  must(write(p[1], "x", 1));
  check("both", call(epoll_wait(epoll, events, 4, 0)), "2");
  int first_is_own = events[0].data.u64 == 0x8123456789abcdefull;
  check("first_data", first_is_own || events[1].data.u64 == 0x8123456789abcdefull, 1);
  check("second_data", (first_is_own ? events[1] : events[0]).data.u64 == UINT64_MAX, 1);
  check("level_alone", call(epoll_wait(epoll, events, 4, 0)), "1");
  check("its_data", events[0].data.u64 == 0x8123456789abcdefull, 1);
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, p[0], &(struct epoll_event){.events = 0, .data.u64 = 5}));
  check("asked_for_nothing", call(epoll_wait(epoll, events, 4, 0)), "0");
  must(close(p[1]));
  check("but_hup", call(epoll_wait(epoll, events, 4, 0)), "2");
  for (int i = 0; i < 2; i++)
    if (events[i].data.u64 == 5) check("only_hup", epoll_events(events[i].events), "EPOLLHUP");
    else check("in_and_hup", epoll_events(events[i].events), "EPOLLIN|EPOLLHUP");
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, second, &(struct epoll_event){.events = EPOLLIN | EPOLLWAKEUP | EPOLLONESHOT, .data.u64 = 6}));
  must(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], NULL));
  check("wakeup_is_taken", call(epoll_wait(epoll, events, 4, 0)), "1");
  check("and_not_told", epoll_events(events[0].events), "EPOLLIN|EPOLLHUP");
  check("once", call(epoll_wait(epoll, events, 4, 0)), "0");
  return verdict();
}
