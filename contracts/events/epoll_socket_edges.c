/* Contract:  EPOLLET on sockets: each arrival is an event, a partial read is none; EPOLLOUT comes when a full peer is drained far
 *            enough, not with every byte; an end comes with IN, RDHUP and HUP.
 * Source:    epoll(7), "Level-triggered and edge-triggered"; sock_def_readable, unix_write_space
 * Covers:    epoll_wait epoll_ctl read write shutdown
 */
#include "contract.h"

#include <sys/socket.h>

static int epoll, s[2];
static char block[4096];

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  char byte;
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, s[0], &(struct epoll_event){.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET}));
  check("at_first", ready(), "EPOLLOUT");
  must(write(s[1], "ab", 2));
  check("arrival", ready(), "EPOLLIN|EPOLLOUT");
  must(read(s[0], &byte, 1));
  check("partial_read", ready(), "0");
  must(write(s[1], "c", 1));
  check("second_arrival", ready(), "EPOLLIN|EPOLLOUT");
  must(read(s[0], block, 8));
  check("drained", ready(), "0");
  int blocks = 0;
  while (write(s[0], block, sizeof block) == (ssize_t)sizeof block) blocks++;
  check("full", error_name(errno), "EAGAIN");
  check("no_event_by_filling", ready(), "0");
  must(read(s[1], block, sizeof block));
  check("one_block_is_not_enough", ready(), "0");
  int reads = 1;
  const char *seen = "0";
  for (; reads < blocks && !strcmp(seen, "0"); reads++) {
    must(read(s[1], block, sizeof block));
    seen = ready();
  }
  check("far_enough", seen, "EPOLLOUT");
  check("more_than_half_was_read", reads * 2 > blocks, 1);
  must(read(s[1], block, sizeof block));
  const char *further = ready();
  observe("each_further_block", further);
  must(shutdown(s[1], SHUT_WR));
  check("half_end", ready(), "EPOLLIN|EPOLLOUT|EPOLLRDHUP");
  check("once", ready(), "0");
  while (read(s[1], block, sizeof block) > 0);
  ready();
  must(close(s[1]));
  check("end", ready(), "EPOLLIN|EPOLLOUT|EPOLLHUP|EPOLLRDHUP");
  return verdict();
}
