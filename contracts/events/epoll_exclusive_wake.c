/* Contract:  Of several epolls that watch a file with EPOLLEXCLUSIVE, all with somebody waiting, one event wakes the one that
 *            was added first and leaves the others asleep; without the flag all wake.
 * Source:    epoll_ctl(2), EPOLLEXCLUSIVE ("one or more"); ep_poll_callback
 * Covers:    epoll_ctl epoll_wait
 */
#include "contract.h"

#include <sys/eventfd.h>

enum { EPOLLS = 3 };
static int epolls[EPOLLS], event, reports[2];

/* Which of the waiters wake by one write: "0", or "0 1 2". Their answers may come in any order. */
static const char *woken(uint32_t flags) {
  pid_t waiters[EPOLLS];
  event = (int)must(eventfd(0, EFD_NONBLOCK));
  must(pipe(reports));
  for (int i = 0; i < EPOLLS; i++) {
    epolls[i] = (int)must(epoll_create1(0));
    must(epoll_ctl(epolls[i], EPOLL_CTL_ADD, event, &(struct epoll_event){.events = EPOLLIN | flags}));
  }
  for (int i = 0; i < EPOLLS; i++) {
    waiters[i] = (pid_t)must(fork());
    if (waiters[i]) continue;
    struct epoll_event ready;
    must(write(reports[1], "s", 1));
    char name = (char)('0' + i);
    if (epoll_wait(epolls[i], &ready, 1, -1) == 1) must(write(reports[1], &name, 1));
    for (;;) pause();
  }
  char bytes[EPOLLS];
  for (int i = 0; i < EPOLLS; i++) must(read(reports[0], bytes, 1));
  for (int i = 0; i < EPOLLS; i++) await_sleep(waiters[i]);
  must(write(event, &(uint64_t){1}, 8));
  int seen[EPOLLS] = {0}, all = flags ? 1 : EPOLLS;
  for (int i = 0; i < all; i++) {
    must(read(reports[0], bytes, 1));
    seen[bytes[0] - '0'] = 1;
  }
  /* Those that were not woken have nothing in their epoll, either. */
  struct epoll_event ready;
  char *out = contract_text();
  for (int i = 0; i < EPOLLS; i++) {
    if (!seen[i] && epoll_wait(epolls[i], &ready, 1, 0) == 0) continue;
    if (*out) contract_append(out, " ");
    contract_append(out, number(i, 10));
  }
  for (int i = 0; i < EPOLLS; i++) {
    must(kill(waiters[i], SIGKILL));
    reap(waiters[i]);
  }
  return out;
}

int main(void) {
  check("plain", woken(0), "0 1 2");
  check("exclusive", woken(EPOLLEXCLUSIVE), "0");
  return verdict();
}
