/* Contract:  MSG_PEEK leaves the data, MSG_WAITALL waits for all, MSG_DONTWAIT never, MSG_TRUNC tells the length.
 * Source:    recv(2)
 * Covers:    recvfrom sendto recvmsg
 */
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

int main(void) {
  int s[2], d[2], left = 0, begun[2];
  char buffer[16] = "", other[4] = "";
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, d));
  must(pipe(begun));
  check("dontwait_empty", call(recv(s[1], buffer, 8, MSG_DONTWAIT)), "EAGAIN");
  must(send(s[0], "abcdef", 6, 0));
  check("peek", text(buffer, recv(s[1], buffer, 3, MSG_PEEK)), "abc");
  check("peek_again", text(buffer, recv(s[1], buffer, 8, MSG_PEEK)), "abcdef");
  must(ioctl(s[1], FIONREAD, &left));
  check("readable_bytes", left, 6);
  check("read", text(buffer, recv(s[1], buffer, 4, 0)), "abcd");

  struct iovec vec[] = {{buffer, 1}, {other, 3}};
  struct msghdr message = {.msg_iov = vec, .msg_iovlen = 2};
  check("recvmsg_two_buffers", call(recvmsg(s[1], &message, 0)), "2");
  check("first_buffer", text(buffer, 1), "e");
  check("second_buffer", text(other, 1), "f");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(write(begun[1], "x", 1));
    long size = recv(s[1], buffer, 6, MSG_WAITALL);
    _exit(size == 6 && !memcmp(buffer, "123456", 6) ? 6 : (int)size + 10);
  }
  must(read(begun[0], buffer, 1));
  must(send(s[0], "123", 3, 0));
  await_sleep(child);
  must(send(s[0], "456", 3, 0));
  check("waitall", reap(child), "exited 6");

  must(send(d[0], "message", 7, 0));
  check("datagram_peek", text(buffer, recv(d[1], buffer, 4, MSG_PEEK)), "mess");
  check("datagram_trunc_size", call(recv(d[1], buffer, 4, MSG_TRUNC)), "7");
  check("datagram_gone", call(recv(d[1], buffer, 4, MSG_DONTWAIT)), "EAGAIN");
  check("out_of_band_of_datagrams", call(send(d[0], "x", 1, MSG_OOB)), "EOPNOTSUPP");
  return verdict();
}
