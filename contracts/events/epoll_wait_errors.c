/* Contract:  epoll_wait checks its count, its buffer and its descriptor, and an event that cannot be written stays.
 * Source:    epoll_wait(2), ERRORS
 * Covers:    epoll_wait epoll_pwait epoll_pwait2
 */
#include "contract.h"

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  struct epoll_event events[2];
  struct epoll_event *nowhere = (struct epoll_event *)16;
  must(pipe(p));
  check("no_room", call(epoll_wait(epoll, events, 0, 0)), "EINVAL");
  check("negative_room", call(epoll_wait(epoll, events, -1, 0)), "EINVAL");
  check("not_open", call(epoll_wait(77, events, 1, 0)), "EBADF");
  check("not_an_epoll", call(epoll_wait(p[0], events, 1, 0)), "EINVAL");
  check("nothing_to_write", call(epoll_wait(epoll, nowhere, 1, 0)), "0");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u64 = ~0ull}));
  must(write(p[1], "x", 1));
  check("bad_buffer", call(epoll_wait(epoll, nowhere, 1, 0)), "EFAULT");
  check("event_is_left", call(epoll_wait(epoll, events, 2, 0)), "1");
  check("its_data", events[0].data.u64 == ~0ull, 1);
  check("edge_once", call(epoll_wait(epoll, events, 2, 0)), "0");

  sigset_t mask;
  sigemptyset(&mask);
  check("mask_of_wrong_size", call(syscall(SYS_epoll_pwait, epoll, events, 1, 0, &mask, 4)), "EINVAL");
  check("bad_mask", call(syscall(SYS_epoll_pwait, epoll, events, 1, 0, 16, 8)), "EFAULT");
  check("no_mask", call(syscall(SYS_epoll_pwait, epoll, events, 1, 0, NULL, 3)), "0");
  struct timespec time = {.tv_nsec = 1000000000};
  check("bad_nanoseconds", call(syscall(SYS_epoll_pwait2, epoll, events, 1, &time, NULL, 0)), "EINVAL");
  time = (struct timespec){.tv_sec = -1};
  check("negative_time", call(syscall(SYS_epoll_pwait2, epoll, events, 1, &time, NULL, 0)), "EINVAL");
  time = (struct timespec){.tv_nsec = 1};
  check("times_out", call(syscall(SYS_epoll_pwait2, epoll, events, 1, &time, NULL, 0)), "0");
  check("bad_time", call(syscall(SYS_epoll_pwait2, epoll, events, 1, 16, NULL, 0)), "EFAULT");
  return verdict();
}
