/* 100,000 waits on an epoll with 1,000 idle interests and one that is ready. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

int main(void) {
  struct rlimit limit = {2048, 4096};
  setrlimit(RLIMIT_NOFILE, &limit);
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  for (int i = 0; i < 1000; i++)
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd(0, 0), &event)) return 1;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd(1, 0), &event)) return 2;
  for (int i = 0; i < 100000; i++)
    if (epoll_wait(epoll, &event, 1, -1) != 1) return 3;
  return 0;
}
