/* Contract:  A level-triggered epoll_wait with a timeout sleeps while nothing is ready, and wakes when data comes.
 * Source:    epoll_wait(2)
 * Behaviour: B24
 * Covers:    epoll_wait epoll_pwait fork write
 */
#include "contract.h"

int main(void) {
  int p[2], begun[2], epoll = (int)must(epoll_create1(0));
  char byte;
  must(pipe(p));
  must(pipe(begun));
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = 42};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event));

  long long start = clock_ns(CLOCK_MONOTONIC);
  check("nothing_in_20_ms", call(syscall(SYS_epoll_wait, epoll, &event, 1, 20)), "0");
  check("waited_20_ms", clock_ns(CLOCK_MONOTONIC) - start >= 20000000, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(write(begun[1], "x", 1));
    int count = epoll_wait(epoll, &event, 1, 30000);
    _exit(count == 1 && event.events == EPOLLIN && event.data.u32 == 42 ? 4 : 1);
  }
  must(read(begun[0], &byte, 1));
  await_sleep(child);
  must(write(p[1], "x", 1));
  check("sleeper_woke", reap(child), "exited 4");
  check("woke_before_timeout", clock_ns(CLOCK_MONOTONIC) - start < 20000000000, 1);

  event.data.u32 = 0;
  check("count", call(epoll_wait(epoll, &event, 1, BOUND)), "1");
  check("events", epoll_events(event.events), "EPOLLIN");
  check("data", event.data.u32, 42);
  check("room_for_none", call(epoll_wait(epoll, &event, 0, 0)), "EINVAL");
  check("not_an_epoll", call(epoll_wait(p[0], &event, 1, 0)), "EINVAL");
  check("closed", call(epoll_wait(99, &event, 1, 0)), "EBADF");
  return verdict();
}
