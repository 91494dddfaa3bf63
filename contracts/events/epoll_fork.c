/* Contract:  An epoll shared over fork is one: a child's changes and waits show in the parent, and an interest lives as long
 *            as the open file does in either; over exec it goes with FD_CLOEXEC.
 * Source:    epoll(7), "Questions and answers"; fork(2)
 * Covers:    epoll_ctl epoll_wait fork close
 */
#include "contract.h"

static int epoll;

static const char *ready(void) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, 0);
  return count == 1 ? number((long long)event.data.u64, 10) : call(count);
}

static void in_child(void (*body)(void)) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    body();
    _exit(0);
  }
  must(waitpid(child, NULL, 0));
}

static int p[2], q[2];

static void adds(void) {
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, q[0], &(struct epoll_event){.events = EPOLLIN, .data.u64 = 7})) _exit(1);
}

static void collects(void) {
  struct epoll_event event;
  if (epoll_wait(epoll, &event, 1, 0) != 1) _exit(1);
}

static void deletes(void) {
  if (epoll_ctl(epoll, EPOLL_CTL_DEL, q[0], NULL)) _exit(1);
}

int main(void) {
  must(pipe(p));
  must(pipe(q));
  epoll = (int)must(epoll_create1(0));
  in_child(adds);
  must(write(q[1], "x", 1));
  check("child_added", ready(), "7");
  check("already_there", call(epoll_ctl(epoll, EPOLL_CTL_ADD, q[0], &(struct epoll_event){.events = EPOLLIN})), "EEXIST");
  in_child(deletes);
  check("child_deleted", ready(), "0");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u64 = 8}));
  must(write(p[1], "x", 1));
  in_child(collects);
  check("child_collected_the_edge", ready(), "0");

  int stay[2];
  must(pipe(stay));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    close(stay[1]);
    _exit(read(stay[0], &byte, 1) != 0);
  }
  must(write(p[1], "y", 1));
  check("edge_again", ready(), "8");
  must(close(p[0]));
  must(write(p[1], "z", 1));
  check("lives_in_the_child", ready(), "8");
  check("but_not_by_number", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], NULL)), "EBADF");
  must(close(stay[1]));
  check("child", reap(child), "exited 0");
  signal(SIGPIPE, SIG_IGN);
  check("gone_with_the_last", call(write(p[1], "w", 1)), "EPIPE");
  check("nothing", ready(), "0");
  return verdict();
}
