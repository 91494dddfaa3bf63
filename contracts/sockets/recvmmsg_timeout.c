/* Contract:  recvmmsg looks at its timeout after each message only; MSG_WAITFORONE waits for the first alone; an error behind
 *            messages is told by the next call.
 * Source:    recvmmsg(2), BUGS
 * Covers:    recvmmsg sendmmsg
 */
#include "contract.h"

#include <sys/socket.h>

enum { MOST = 4 };
static struct mmsghdr messages[MOST];
static char buffers[MOST][8];
static int s[2];

static const char *take(unsigned count, int flags, long nanos) {
  struct timespec time = {0, nanos};
  for (int i = 0; i < MOST; i++) {
    static struct iovec parts[MOST];
    parts[i] = (struct iovec){buffers[i], 8};
    messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
  }
  return call(syscall(SYS_recvmmsg, s[0], messages, count, flags, nanos < 0 ? NULL : &time));
}

static void fill(int count) {
  for (int i = 0; i < count; i++) must(send(s[1], "abcd", (size_t)i + 1, 0));
}

int main(void) {
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  fill(3);
  check("do_not_wait", take(4, MSG_DONTWAIT, -1), "3");
  check("lengths", (int)(messages[0].msg_len * 100 + messages[1].msg_len * 10 + messages[2].msg_len), 123);
  check("none", take(4, MSG_DONTWAIT, -1), "EAGAIN");
  fill(2);
  check("wait_for_one", take(4, MSG_WAITFORONE, -1), "2");
  fill(2);
  check("exactly", take(2, 0, -1), "2");
  fill(3);
  check("time_is_up_after_the_first", take(3, 0, 0), "1");
  check("rest", take(4, MSG_DONTWAIT, -1), "2");
  fill(1);
  check("bad_time", call(syscall(SYS_recvmmsg, s[0], messages, 1, 0, &(struct timespec){0, 1000000000})), "EINVAL");
  check("bad_time_pointer", call(syscall(SYS_recvmmsg, s[0], messages, 1, 0, (void *)16)), "EFAULT");
  check("zero", take(0, 0, -1), "0");
  check("bad_vector", call(syscall(SYS_recvmmsg, s[0], (void *)16, 1, 0, NULL)), "EFAULT");
  check("that_one_is_there", take(1, MSG_DONTWAIT, -1), "1");
  struct iovec part = {"x", 1}, bad = {(void *)16, 1};
  struct mmsghdr out[3] = {{.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}},
                           {.msg_hdr = {.msg_iov = &bad, .msg_iovlen = 1}},
                           {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}}};
  check("send_until_the_error", call(syscall(SYS_sendmmsg, s[1], out, 3, 0)), "1");
  check("first_length", (int)out[0].msg_len, 1);
  check("error_alone", call(syscall(SYS_sendmmsg, s[1], out + 1, 2, 0)), "EFAULT");
  check("one_came", take(4, MSG_DONTWAIT, -1), "1");
  return verdict();
}
