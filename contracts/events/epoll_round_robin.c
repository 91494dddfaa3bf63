/* Contract:  When more are ready than fit, epoll_wait serves level-triggered files in turn: nobody starves.
 * Source:    epoll_wait(2), NOTES ("round robin")
 * Covers:    epoll_pwait epoll_ctl
 */
#include "contract.h"

int main(void) {
  int p[5][2], epoll = (int)must(epoll_create1(0)), seen[5] = {0};
  for (int i = 0; i < 5; i++) {
    must(pipe(p[i]));
    must(write(p[i][1], "x", 1));
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[i][0], &event));
  }
  for (int wait = 0; wait < 5; wait++) {
    struct epoll_event two[2];
    check(join("wait_", number(wait, 10)), call(epoll_wait(epoll, two, 2, 0)), "2");
    seen[two[0].data.u32]++;
    seen[two[1].data.u32]++;
  }
  for (int i = 0; i < 5; i++) check(join("times_file_", number(i, 10)), seen[i], 2);
  struct epoll_event all[8];
  check("all_fit", call(epoll_wait(epoll, all, 8, 0)), "5");
  return verdict();
}
