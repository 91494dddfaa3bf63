/* Contract:  Sockets that lie in each other's queues and nowhere else are collected, and what else lies there with them.
 * Source:    unix(7), SCM_RIGHTS; unix_gc
 * Covers:    sendmsg close poll
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static void pass(int through, int first, int second) {
  char control[CMSG_SPACE(sizeof(int[2]))] = {0};
  struct iovec part = {"x", 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int[2]));
  memcpy(CMSG_DATA(head), (int[]){first, second}, sizeof(int[2]));
  must(sendmsg(through, &message, 0));
}

int main(void) {
  int s[2], t[2], p[2];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(pipe(p));
  pass(s[1], s[0], p[1]);
  must(close(p[1]));
  must(close(s[0]));
  check("held_by_the_queue", poll_one(p[0], POLLIN, SOON), "timeout");
  must(close(s[1]));
  check("collected", poll_one(p[0], POLLIN, BOUND), "POLLHUP");

  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, t));
  must(pipe(p));
  pass(s[1], t[0], p[1]);
  pass(t[1], s[0], p[1]);
  must(close(p[1]));
  must(close(s[0]));
  must(close(t[0]));
  must(close(s[1]));
  must(close(t[1]));
  check("circle_of_two", poll_one(p[0], POLLIN, BOUND), "POLLHUP");

  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, t));
  must(pipe(p));
  pass(s[1], t[0], p[1]);
  must(close(p[1]));
  must(close(t[0]));
  must(close(t[1]));
  check("reachable_stays", poll_one(p[0], POLLIN, SOON), "timeout");

  struct sockaddr_un name = {.sun_family = AF_UNIX};
  int listener = (int)must(socket(AF_UNIX, SOCK_STREAM, 0)), client = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(listener, (struct sockaddr *)&name, sizeof(sa_family_t)));
  socklen_t size = sizeof name;
  must(getsockname(listener, (struct sockaddr *)&name, &size));
  must(listen(listener, 1));
  must(connect(client, (struct sockaddr *)&name, size));
  must(pipe(p));
  pass(client, listener, p[1]);
  must(close(p[1]));
  must(close(listener));
  must(close(client));
  check("listener_in_its_own_connection", poll_one(p[0], POLLIN, BOUND), "POLLHUP");
  return verdict();
}
