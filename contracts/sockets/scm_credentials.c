/* Contract:  With SO_PASSCRED every message tells who sent it; bytes of different senders are not read together; a sender
 *            may name itself, and a malformed control message is EINVAL.
 * Source:    unix(7), SCM_CREDENTIALS and SO_PASSCRED
 * Covers:    sendmsg recvmsg setsockopt
 */
#include "contract.h"

#include <sys/socket.h>

static int s[2];
static union {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(struct ucred))];
} control;

static const char *name_oneself(pid_t pid, size_t length, int type) {
  struct iovec data = {"named", 5};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  struct ucred own = {.pid = pid, .uid = getuid(), .gid = getgid()};
  memset(&control, 0, sizeof control);
  control.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = type, .cmsg_len = length};
  memcpy(CMSG_DATA(&control.header), &own, sizeof own);
  return call(sendmsg(s[0], &message, 0));
}

/* "text from PID": the sender as we know it. */
static const char *take(pid_t child) {
  static char buffer[32];
  struct iovec data = {buffer, sizeof buffer};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  long size = recvmsg(s[1], &message, MSG_DONTWAIT);
  if (size < 0) return error_name(errno);
  if (message.msg_controllen == 0) return join(text(buffer, size), " without sender");
  struct ucred sender;
  memcpy(&sender, CMSG_DATA(&control.header), sizeof sender);
  const char *who = sender.pid == getpid() ? " from us" : sender.pid == child ? " from the child" : " from nobody";
  return join(text(buffer, size), sender.uid == getuid() || !sender.pid ? who : " with a wrong uid");
}

int main(void) {
  int on = 1;
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(s[0], "early", 5));
  must(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  must(write(s[0], "late", 4));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(write(s[0], "child", 5) == 5 ? 0 : 1);
  check("child", reap(child), "exited 0");
  must(write(s[0], "again", 5));
  check("sent_before_asking", take(child), "early from nobody");
  check("sent_after", take(child), "late from us");
  check("another_writer", take(child), "child from the child");
  check("and_back", take(child), "again from us");
  check("named", name_oneself(getpid(), CMSG_LEN(sizeof(struct ucred)), SCM_CREDENTIALS), "5");
  check("named_read", take(child), "named from us");
  check("too_short", name_oneself(getpid(), CMSG_LEN(8), SCM_CREDENTIALS), "EINVAL");
  check("unknown_type", name_oneself(getpid(), CMSG_LEN(sizeof(struct ucred)), 99), "EINVAL");
  check("longer_than_the_buffer", name_oneself(getpid(), sizeof control + 1, SCM_CREDENTIALS), "EINVAL");
  on = 0;
  must(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  must(write(s[0], "off", 3));
  check("not_asked", take(child), "off without sender");
  return verdict();
}
