/* Contract:  Closing a pipe's writing end wakes who sleeps in read, poll, select, epoll_wait on the reading end.
 * Source:    poll(2), POLLHUP; pipe(7); Linux pipe_release()
 * Behaviour: B52
 * Covers:    close poll select epoll_pwait read
 */
#include "contract.h"

#include <sys/select.h>

enum { READ, POLL, SELECT, EPOLL, EDGE, WAYS };
static int begun[2];
static const char *const names[] = {"read", "poll", "select", "epoll", "epoll_edge"};

static int sleep_in(int way, int fd) {
  char byte;
  fd_set set;
  struct epoll_event event = {.events = EPOLLIN | (way == EDGE ? EPOLLET : 0u)};
  if (way < EPOLL) must(write(begun[1], "x", 1));
  if (way == READ) return read(fd, &byte, 1) == 0;
  if (way == POLL) return !strcmp(poll_one(fd, POLLIN, 30000), "POLLHUP");
  if (way == SELECT) {
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return select(fd + 1, &set, 0, 0, &(struct timeval){30, 0}) == 1 && FD_ISSET(fd, &set);
  }
  int epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
  must(write(begun[1], "x", 1)); /* the registration is made, the next call sleeps */
  return epoll_wait(epoll, &event, 1, 30000) == 1 && event.events == EPOLLHUP;
}

int main(void) {
  int p[2];
  char byte;
  pid_t child[WAYS];
  must(pipe(p));
  must(pipe(begun));
  for (int way = 0; way < WAYS; way++) {
    child[way] = (pid_t)must(fork());
    if (child[way] == 0) {
      close(p[1]);
      _exit(sleep_in(way, p[0]) ? 0 : 1);
    }
  }
  for (int way = 0; way < WAYS; way++) must(read(begun[0], &byte, 1));
  for (int way = 0; way < WAYS; way++) await_sleep(child[way]);
  must(close(p[1]));
  for (int way = 0; way < WAYS; way++) check(names[way], reap(child[way]), "exited 0");
  return verdict();
}
