/* Contract:  An epoll may watch epolls, but neither itself nor in a circle (ELOOP), and at most five stand in one chain.
 * Source:    epoll_ctl(2), ERRORS, ELOOP and EINVAL; epoll(7), "Questions and answers"
 * Covers:    epoll_ctl epoll_wait
 */
#include "contract.h"

enum { CHAIN = 7 };

static const char *watch(int outer, int inner) {
  return call(epoll_ctl(outer, EPOLL_CTL_ADD, inner, &(struct epoll_event){.events = EPOLLIN}));
}

int main(void) {
  int chain[CHAIN], p[2];
  for (int i = 0; i < CHAIN; i++) chain[i] = (int)must(epoll_create1(0));
  check("itself", watch(chain[0], chain[0]), "EINVAL");
  check("second", watch(chain[0], chain[1]), "0");
  check("again", watch(chain[0], chain[1]), "EEXIST");
  check("back", watch(chain[1], chain[0]), "ELOOP");
  check("third", watch(chain[1], chain[2]), "0");
  check("back_from_third", watch(chain[2], chain[0]), "ELOOP");
  check("fourth", watch(chain[2], chain[3]), "0");
  check("fifth", watch(chain[3], chain[4]), "0");
  check("sixth", watch(chain[4], chain[5]), "ELOOP");
  check("sixth_above", watch(chain[6], chain[0]), "ELOOP");
  check("beside", watch(chain[6], chain[1]), "0");
  must(pipe(p));
  must(write(p[1], "x", 1));
  check("pipe_at_the_end", watch(chain[4], p[0]), "0");
  struct epoll_event ready;
  check("seen_at_the_top", call(epoll_wait(chain[0], &ready, 1, 0)), "1");
  check("top_polls", poll_one(chain[0], POLLIN, SOON), "POLLIN");
  must(close(p[0]));
  must(close(p[1]));
  check("gone_with_the_pipe", call(epoll_wait(chain[0], &ready, 1, 0)), "0");
  return verdict();
}
