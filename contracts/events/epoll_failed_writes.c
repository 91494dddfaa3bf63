/* Contract:  Writes that fail can be edges too: EAGAIN on a full pipe wakes its polled reading end, and a datagram that is
 *            made and cannot be delivered wakes its sender with EPOLLOUT.
 * Source:    anon_pipe_write ("Epoll nonsensically wants a wakeup") and sock_wfree in the kernel; epoll(7)
 * Covers:    epoll_wait write
 */
#include "contract.h"

#include <sys/socket.h>

static int epoll;

static const char *next(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2], s[2];
  static char page[4096];
  epoll = (int)must(epoll_create1(0));
  must(pipe2(p, O_NONBLOCK));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  while (write(p[1], page, sizeof page) > 0) continue;
  check("filled", next(), "EPOLLIN");
  check("quiet", next(), "0");
  check("write_to_the_full_pipe", call(write(p[1], page, 1)), "EAGAIN");
  check("is_an_edge", next(), "EPOLLIN");
  check("empty_write", call(write(p[1], page, 0)), "0");
  check("is_none", next(), "0");
  must(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], NULL));

  must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, s[0], &(struct epoll_event){.events = EPOLLOUT | EPOLLET}));
  check("writable", next(), "EPOLLOUT");
  must(write(s[0], "x", 1));
  check("sent_is_no_edge", next(), "0");
  must(read(s[1], page, 1));
  check("read_by_the_peer_is", next(), "EPOLLOUT");
  must(shutdown(s[1], SHUT_RD));
  check("peer_does_not_listen", call(write(s[0], "x", 1)), "EPIPE");
  check("undelivered_is_an_edge", next(), "EPOLLOUT");
  check("too_long", call(send(s[0], page, 0x7fffff, 0)), "EMSGSIZE");
  check("never_made_is_none", next(), "0");
  return verdict();
}
