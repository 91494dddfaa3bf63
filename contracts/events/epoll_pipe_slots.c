/* Contract:  A full one-page pipe becomes writable to poll and epoll when its page is read empty, not half.
 * Source:    pipe(7), "Pipe capacity"; poll(2); Linux pipe_full(), pipe_read()
 * Covers:    fcntl epoll_ctl epoll_pwait poll write
 */
#include "contract.h"

static char page[4096];

static const char *ready(int epoll) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? epoll_events(event.events) : call(count);
}

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  must(pipe2(p, O_NONBLOCK));
  check("one_page", call(fcntl(p[1], F_SETPIPE_SZ, 4096)), "4096");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[1], &(struct epoll_event){.events = EPOLLOUT | EPOLLET}));
  check("writable", ready(epoll), "EPOLLOUT");
  check("fill", call(write(p[1], page, sizeof page)), "4096");
  check("full_poll", poll_one(p[1], POLLOUT, SOON), "timeout");
  check("full_write", call(write(p[1], page, 1)), "EAGAIN");
  check("full_edge", ready(epoll), "0");
  must(read(p[0], page, 2048));
  check("half_poll", poll_one(p[1], POLLOUT, SOON), "timeout");
  check("half_edge", ready(epoll), "0");
  check("half_write", call(write(p[1], page, 1)), "EAGAIN");
  must(read(p[0], page, 2048));
  check("empty_poll", poll_one(p[1], POLLOUT, SOON), "POLLOUT");
  check("empty_edge", ready(epoll), "EPOLLOUT");
  check("empty_write", call(write(p[1], page, 1)), "1");
  return verdict();
}
