/* Contract:  epoll_ctl, epoll_wait and close from several threads at once neither hang nor lose an event.
 * Source:    epoll(7); epoll_wait(2), NOTES
 * Behaviour: B31
 * Covers:    epoll_ctl epoll_pwait close clone eventfd2
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

enum { ROUNDS = 100, WRITERS = 2 };
static int epoll, stop;
static atomic_int seen;

/* Adds an eventfd, makes it ready, and goes on when a waiter has seen it: a lost event would hang. */
static void *writer(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) {
    int done = (int)must(eventfd(0, 0)), fd = (int)must(eventfd(0, 0));
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.u64 = (uint64_t)done};
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
    must(eventfd_write(fd, 1));
    if (poll(&(struct pollfd){.fd = done, .events = POLLIN}, 1, BOUND) != 1) return (void *)1;
    if (i % 2) must(epoll_ctl(epoll, EPOLL_CTL_DEL, fd, 0));
    must(close(fd));
    must(close(done));
  }
  return 0;
}

static void *waiter(void *unused) {
  struct epoll_event event;
  (void)unused;
  for (;;) {
    if (epoll_wait(epoll, &event, 1, 2 * BOUND) != 1) return (void *)1;
    if ((int)event.data.u64 == stop) return 0;
    atomic_fetch_add(&seen, 1);
    must(eventfd_write((int)event.data.u64, 1));
  }
}

int main(void) {
  pthread_t writers[WRITERS], waiters[2];
  void *result;
  epoll = (int)must(epoll_create1(0));
  stop = (int)must(eventfd(0, 0));
  for (int i = 0; i < 2; i++) must(pthread_create(&waiters[i], 0, waiter, 0) ? -1 : 0);
  for (int i = 0; i < WRITERS; i++) must(pthread_create(&writers[i], 0, writer, 0) ? -1 : 0);
  for (int i = 0; i < WRITERS; i++) {
    must(pthread_join(writers[i], &result) ? -1 : 0);
    check(join("timed_out_writer_", number(i, 10)), (long)result, 0);
  }
  check("events_seen", atomic_load(&seen), ROUNDS * WRITERS);
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, stop, &(struct epoll_event){.events = EPOLLIN, .data.u64 = (uint64_t)stop}));
  must(eventfd_write(stop, 1)); /* level-triggered: ends both */
  for (int i = 0; i < 2; i++) {
    must(pthread_join(waiters[i], &result) ? -1 : 0);
    check(join("timed_out_waiter_", number(i, 10)), (long)result, 0);
  }
  return verdict();
}
