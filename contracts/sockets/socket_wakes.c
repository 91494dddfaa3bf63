/* Contract:  Sleepers on a socket wake: a reader by data, a writer and poll by room, epoll by the close of the peer.
 * Source:    unix(7); poll(2); epoll(7)
 * Covers:    socketpair read write poll epoll_pwait close
 */
#include "contract.h"

#include <sys/socket.h>

static int s[2], begun[2];
static char block[4096];

static int fill(void) {
  int written = 0;
  while (send(s[0], block, sizeof block, MSG_DONTWAIT) > 0) written++;
  return written > 0 && errno == EAGAIN;
}

static int sleeper(int way) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET};
  int epoll = (int)must(epoll_create1(0));
  if (way == 3) must(epoll_ctl(epoll, EPOLL_CTL_ADD, s[1], &event));
  must(write(begun[1], "x", 1));
  if (way == 0) return read(s[1], block, 10) == 3;
  if (way == 1) return write(s[0], block, 1) == 1;
  if (way == 2) return !strcmp(poll_one(s[0], POLLOUT, 30000), "POLLOUT");
  return epoll_wait(epoll, &event, 1, 30000) == 1 && event.events == (EPOLLIN | EPOLLHUP | EPOLLRDHUP);
}

int main(void) {
  static const char *const keys[] = {"read_by_data", "write_by_room", "poll_by_room", "epoll_by_close"};
  char byte;
  must(pipe(begun));
  for (int way = 0; way < 4; way++) {
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    if (way == 1 || way == 2) {
      check(join(keys[way], "_filled"), fill(), 1);
      check(join(keys[way], "_full"), poll_one(s[0], POLLOUT, SOON), "timeout");
    }
    pid_t child = (pid_t)must(fork());
    if (child == 0) {
      if (way == 3) close(s[0]);
      _exit(sleeper(way) ? way + 1 : 99);
    }
    must(read(begun[0], &byte, 1));
    await_sleep(child);
    if (way == 0) must(write(s[0], "abc", 3));
    if (way == 1 || way == 2)
      while (recv(s[1], block, sizeof block, MSG_DONTWAIT) > 0) {}
    if (way == 3) must(close(s[0]));
    check(keys[way], reap(child), join("exited ", number(way + 1, 10)));
    close(s[0]);
    must(close(s[1]));
  }
  return verdict();
}
