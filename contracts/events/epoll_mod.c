/* Contract:  EPOLL_CTL_ADD and EPOLL_CTL_MOD look at once: what is ready already is reported, edge-triggered too.
 * Source:    epoll(7); epoll_ctl(2)
 * Covers:    epoll_ctl epoll_pwait
 */
#include "contract.h"

static int epoll;

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  if (count != 1) return call(count);
  return join(join(epoll_events(event.events), " data "), number((long long)event.data.u64, 10));
}

static void set(int operation, int fd, uint32_t events, uint64_t data) {
  must(epoll_ctl(epoll, operation, fd, &(struct epoll_event){.events = events, .data.u64 = data}));
}

int main(void) {
  int p[2];
  epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  must(write(p[1], "x", 1));
  set(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLET, 1);
  check("ready_before_add", ready(), "EPOLLIN data 1");
  check("quiet", ready(), "0");
  set(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 2);
  check("mod_arms_edge", ready(), "EPOLLIN data 2");
  check("quiet_after_mod", ready(), "0");
  set(EPOLL_CTL_MOD, p[0], EPOLLPRI, 3);
  check("interest_taken_away", ready(), "0");
  set(EPOLL_CTL_MOD, p[0], EPOLLIN, 4);
  check("interest_back", ready(), "EPOLLIN data 4");
  check("level_repeats", ready(), "EPOLLIN data 4");
  set(EPOLL_CTL_MOD, p[0], 0, 5);
  check("no_interest", ready(), "0");
  must(close(p[1]));
  check("hup_unasked", ready(), "EPOLLHUP data 5");
  return verdict();
}
