/* Waiting for many things at once. */
#include "bench.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <time.h>

static void more_descriptors(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  must(!setrlimit(RLIMIT_NOFILE, &limit));
}

/* `idle` eventfds and one that is ready, in the end. */
static int epoll_of(int idle) {
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  more_descriptors();
  for (int i = 0; i < idle; i++) must(!epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd(0, 0), &event));
  must(!epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd(1, 0), &event));
  return epoll;
}

static void epoll_waits(long count, int idle) {
  struct epoll_event event;
  int epoll = epoll_of(idle);
  while (count-- > 0) must(epoll_wait(epoll, &event, 1, -1) == 1);
}

static void epoll_one(long count) { epoll_waits(count, 1); }
static void epoll_many(long count) { epoll_waits(count, 3000); }

static void epoll_changes(long count) {
  int epoll = epoll_create1(0), fd = eventfd(0, 0);
  struct epoll_event event = {.events = EPOLLIN};
  while (count-- > 0) must(!epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) && !epoll_ctl(epoll, EPOLL_CTL_DEL, fd, 0));
}

static void polls(long count, int idle) {
  struct pollfd *fds = calloc(idle + 1, sizeof *fds);
  more_descriptors();
  for (int i = 0; i <= idle; i++) fds[i] = (struct pollfd){.fd = eventfd(i == idle, 0), .events = POLLIN};
  while (count-- > 0) must(poll(fds, idle + 1, -1) == 1);
}

static void poll_one(long count) { polls(count, 0); }
static void poll_many(long count) { polls(count, 999); }

static void selects(long count) {
  fd_set all, some;
  FD_ZERO(&all);
  for (int i = 0; i < 100; i++) {
    int fd = eventfd(i == 99, 0);
    FD_SET(fd, &all);
  }
  while (count-- > 0) {
    some = all;
    must(select(FD_SETSIZE, &some, 0, 0, 0) == 1);
  }
}

static void counters(long count) {
  uint64_t value = 1;
  int fd = eventfd(0, 0);
  while (count-- > 0) must(write(fd, &value, 8) == 8 && read(fd, &value, 8) == 8);
}

static int ping, pong;
static long turns;

static void *answer(void *argument) {
  uint64_t value;
  for (long i = 0; i < turns; i++) must(read(ping, &value, 8) == 8 && write(pong, &value, 8) == 8);
  return argument;
}

static void counter_turns(long count) {
  uint64_t value = 1;
  pthread_t thread;
  ping = eventfd(0, 0), pong = eventfd(0, 0), turns = count;
  pthread_create(&thread, 0, answer, 0);
  while (count-- > 0) must(write(ping, &value, 8) == 8 && read(pong, &value, 8) == 8);
  pthread_join(thread, 0);
}

static void timers(long count) {
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  struct itimerspec later = {.it_value = {1000, 0}};
  while (count-- > 0) must(!timerfd_settime(fd, 0, &later, 0));
}

static void sleeps(long count) {
  while (count-- > 0) nanosleep(&(struct timespec){0, 1000000}, 0);
}

BENCHES({"epoll_wait, 1 idle", 30000, epoll_one}, {"epoll_wait, 3,000 idle", 30000, epoll_many},
        {"epoll_ctl ADD, DEL", 20000, epoll_changes}, {"poll of 1", 30000, poll_one},
        {"poll of 1,000, the last is ready", 500, poll_many}, {"select of 100, the last is ready", 2000, selects},
        {"eventfd write, read", 30000, counters}, {"eventfd turns, two threads", 3000, counter_turns},
        {"timerfd_settime", 30000, timers}, {"sleep of 1 ms", 30, sleeps})
