/* Contract: Edge-triggered, a terminal reports each line and each read of the other end that makes room, also while older
 *           input is unread; and each write of one's own tells one's epoll, as it ends by waking writers.
 * Source:   epoll(7); Linux n_tty_receive_handle_newline, tty_write_unlock
 * Requires: pty
 * Covers:   epoll_wait epoll_ctl
 */
#include "terminal.h"

static int epoll;
static const char *events(int time) {
  struct epoll_event event;
  int n = epoll_wait(epoll, &event, 1, time);
  return n == 1 ? epoll_events(event.events) : call(n);
}

int main(void) {
  open_terminal();
  local(0, ECHO);
  epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, slave, &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  check("empty", events(SOON), "0");
  type("half");
  poll_one(slave, POLLIN, SOON);
  check("half_a_line", events(SOON), "0");
  type("\n");
  check("line", events(BOUND), "EPOLLIN");
  check("told", events(SOON), "0");
  type("more\n");
  check("while_unread", events(BOUND), "EPOLLIN");
  input();
  must(epoll_ctl(epoll, EPOLL_CTL_MOD, slave, &(struct epoll_event){.events = EPOLLOUT | EPOLLET}));
  check("writable", events(SOON), "EPOLLOUT");
  check("writable_told", events(SOON), "0");
  print("x");
  check("own_write", events(SOON), "EPOLLOUT");
  check("own_write_told", events(SOON), "0");
  check("screen", screen(), "x");
  check("was_read", events(SOON), "EPOLLOUT");
  must(close(master));
  check("hang_up", events(SOON), "EPOLLOUT|EPOLLERR|EPOLLHUP");
  return verdict();
}
