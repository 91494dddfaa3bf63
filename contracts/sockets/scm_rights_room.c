/* Contract:  Descriptors for which the control buffer has no room are closed and MSG_CTRUNC says so; a peek gives copies;
 *            MSG_CMSG_CLOEXEC sets the flag; a plain read drops them.
 * Source:    unix(7), SCM_RIGHTS; recvmsg(2), MSG_CTRUNC and MSG_CMSG_CLOEXEC; cmsg(3)
 * Covers:    sendmsg recvmsg
 */
#include "contract.h"

#include <sys/socket.h>

static int s[2], p[2];
static char buffer[16];
static int got[4];
static union {
  struct cmsghdr header;
  char bytes[128];
} control;

static void pass(int count) {
  struct iovec data = {"x", 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control};
  message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
  control.header = (struct cmsghdr){
      .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN((size_t)count * sizeof(int))};
  for (int i = 0; i < count; i++) memcpy(CMSG_DATA(&control.header) + (size_t)i * sizeof(int), &p[1], sizeof(int));
  must(sendmsg(s[0], &message, 0));
}

/* "2 MSG_CTRUNC": how many came, and the flags. */
static const char *take(size_t room, int how) {
  struct iovec data = {buffer, sizeof buffer};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = room ? &control : NULL, .msg_controllen = room};
  long size = recvmsg(s[1], &message, how);
  if (size < 0) return error_name(errno);
  size_t count = 0;
  if (room && message.msg_controllen >= sizeof(struct cmsghdr))
    count = (control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int);
  if (count) memcpy(got, CMSG_DATA(&control.header), count * sizeof(int));
  const char *result = FLAGS(message.msg_flags, NAME(MSG_CTRUNC), NAME(MSG_TRUNC), NAME(MSG_CMSG_CLOEXEC));
  for (size_t i = 1; i < count; i++) must(close(got[i]));
  return join(join(number((long long)count, 10), " "), result);
}

int main(void) {
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  must(pipe2(p, O_NONBLOCK));
  pass(3);
  check("room_for_one", take(CMSG_LEN(sizeof(int)), 0), "1 MSG_CTRUNC");
  check("flag_clear", descriptor_flags(fcntl(got[0], F_GETFD)), "0");
  must(close(got[0]));
  pass(2);
  check("room_for_none", take(CMSG_LEN(0), 0), "0 MSG_CTRUNC");
  pass(2);
  check("no_buffer", take(0, 0), "0 MSG_CTRUNC");
  pass(2);
  check("peek", take(sizeof control, MSG_PEEK), "2 0");
  must(close(got[0]));
  check("still_there", take(sizeof control, MSG_CMSG_CLOEXEC), "2 MSG_CMSG_CLOEXEC");
  check("flag_set", descriptor_flags(fcntl(got[0], F_GETFD)), "FD_CLOEXEC");
  check("it_is_the_pipe", call(write(got[0], "hi", 2)), "2");
  check("through_it", text(buffer, read(p[0], buffer, 16)), "hi");
  must(close(got[0]));
  pass(1);
  check("plain_read", call(read(s[1], buffer, 16)), "1");
  pass(1);
  must(close(p[1]));
  check("in_flight_keeps_it_open", call(read(p[0], buffer, 1)), "EAGAIN");
  must(close(s[1]));
  check("dropped_with_the_queue", call(read(p[0], buffer, 1)), "0");
  return verdict();
}
