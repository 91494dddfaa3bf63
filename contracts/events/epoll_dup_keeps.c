/* Contract:  A watched file that lives on through a dup reports on after its descriptor closed, under the old data.
 * Source:    epoll(7), Questions and answers, Q6
 * Behaviour: B36
 * Covers:    epoll_ctl epoll_pwait dup close fork
 */
#include "contract.h"

static int epoll;

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  if (count != 1) return call(count);
  return join(join(epoll_events(event.events), " data "), number((long long)event.data.u64, 10));
}

int main(void) {
  int p[2];
  epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN, .data.u64 = 7}));
  int copy = (int)must(dup(p[0]));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, copy, &(struct epoll_event){.events = EPOLLOUT, .data.u64 = 8}));
  must(write(p[1], "x", 1));
  must(close(p[0]));
  check("after_close", ready(), "EPOLLIN data 7");
  check("del_closed_number", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], 0)), "EBADF");
  check("del_copy", call(epoll_ctl(epoll, EPOLL_CTL_DEL, copy, 0)), "0");
  check("first_registration_stays", ready(), "EPOLLIN data 7");
  must(dup2(copy, p[0]));
  check("number_with_same_file_again", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], 0)), "0");
  check("removed", ready(), "0");

  must(epoll_ctl(epoll, EPOLL_CTL_ADD, copy, &(struct epoll_event){.events = EPOLLIN, .data.u64 = 9}));
  int hold[2];
  char byte;
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    _exit(read(hold[0], &byte, 1) == 0 ? 0 : 1);
  }
  must(close(copy));
  must(close(p[0]));
  check("held_by_a_child", ready(), "EPOLLIN data 9");
  must(close(hold[1]));
  check("child", reap(child), "exited 0");
  check("last_holder_gone", ready(), "0");
  return verdict();
}
