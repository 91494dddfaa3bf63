/* Contract:  EPOLL_CTL_DEL accepts a NULL event and takes the registration away; ADD and MOD with NULL are EFAULT.
 * Source:    epoll_ctl(2), BUGS; Linux ep_op_has_event()
 * Behaviour: B30
 * Covers:    epoll_ctl
 */
#include "contract.h"

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(0));
  must(pipe(p));
  must(write(p[1], "x", 1));
  struct epoll_event event = {.events = EPOLLIN};
  check("add_null", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], 0)), "EFAULT");
  check("nothing_added", call(epoll_wait(epoll, &event, 1, 0)), "0");
  event.events = EPOLLIN;
  check("add", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event)), "0");
  check("mod_null", call(epoll_ctl(epoll, EPOLL_CTL_MOD, p[0], 0)), "EFAULT");
  check("still_there", call(epoll_wait(epoll, &event, 1, 0)), "1");
  check("del_null", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], 0)), "0");
  check("gone", call(epoll_wait(epoll, &event, 1, 0)), "0");
  check("del_again", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], 0)), "ENOENT");
  event.events = EPOLLIN;
  check("add_again", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event)), "0");
  check("del_bad_pointer", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], (void *)8)), "0");
  return verdict();
}
