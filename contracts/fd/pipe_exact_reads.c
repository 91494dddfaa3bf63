/* Contract:  A pipe in an epoll set can be read in pieces to exactly its end; readiness ends with the last byte.
 * Source:    pipe(7); epoll(7)
 * Behaviour: B28
 * Covers:    read epoll_ctl epoll_pwait ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>

static const char *ready(int epoll) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

static int left(int fd) {
  int bytes = -1;
  must(ioctl(fd, FIONREAD, &bytes));
  return bytes;
}

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  char buffer[16];
  must(pipe2(p, O_NONBLOCK));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
  must(write(p[1], "abcdef", 6));
  check("holds", left(p[0]), 6);
  check("ready", ready(epoll), "EPOLLIN");
  check("read_0", call(read(p[0], buffer, 0)), "0");
  check("read_1", text(buffer, read(p[0], buffer, 1)), "a");
  check("read_3", text(buffer, read(p[0], buffer, 3)), "bcd");
  check("left", left(p[0]), 2);
  check("still_ready", ready(epoll), "EPOLLIN");
  check("read_last_2", text(buffer, read(p[0], buffer, 2)), "ef");
  check("not_ready", ready(epoll), "0");
  check("read_empty", call(read(p[0], buffer, 2)), "EAGAIN");
  check("read_0_empty", call(read(p[0], buffer, 0)), "0");
  check("holds_nothing", left(p[0]), 0);
  must(write(p[1], "gh", 2));
  check("ready_again", ready(epoll), "EPOLLIN");
  check("read_more_than_held", text(buffer, read(p[0], buffer, sizeof buffer)), "gh");
  must(close(p[1]));
  check("closed", ready(epoll), "EPOLLHUP");
  check("end", call(read(p[0], buffer, sizeof buffer)), "0");
  return verdict();
}
