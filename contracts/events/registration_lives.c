/* Contract:  A registration made while other threads live stays after epoll_ctl returns, for eventfds and pipes.
 * Source:    epoll(7); Linux fget_light()
 * Behaviour: B34
 * Covers:    epoll_ctl epoll_pwait clone eventfd2 pipe
 */
#include "contract.h"

#include <pthread.h>
#include <sys/eventfd.h>

static int epoll, counter, p[2], go[2], end[2];

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, BOUND);
  return count == 1 ? number((long long)event.data.u64, 10) : call(count);
}

static void *other(void *unused) {
  char byte;
  (void)unused;
  if (read(go[0], &byte, 1) == 1) eventfd_write(counter, 1);
  if (read(go[0], &byte, 1) == 1 && write(p[1], "x", 1) != 1) return (void *)1;
  return (void *)(read(end[0], &byte, 1) - 1);
}

int main(void) {
  pthread_t thread;
  void *result;
  uint64_t value;
  epoll = (int)must(epoll_create1(0));
  counter = (int)must(eventfd(0, 0));
  must(pipe(p));
  must(pipe(go));
  must(pipe(end));
  check("thread", error_name(pthread_create(&thread, 0, other, 0)), "0");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &(struct epoll_event){.events = EPOLLIN, .data.u64 = 11}));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN, .data.u64 = 22}));
  must(write(go[1], "x", 1));
  check("eventfd", ready(), "11");
  must(read(counter, &value, sizeof value));
  must(write(go[1], "x", 1));
  check("pipe", ready(), "22");
  check("eventfd_is_registered", call(epoll_ctl(epoll, EPOLL_CTL_DEL, counter, 0)), "0");
  check("pipe_is_registered", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], 0)), "0");
  must(write(end[1], "x", 1));
  check("join", error_name(pthread_join(thread, &result)), "0");
  check("thread_result", (long)result, 0);
  return verdict();
}
