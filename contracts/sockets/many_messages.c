/* Contract:  sendmmsg and recvmmsg move several messages with one call and tell each one's length; an error after the
 *            first makes a short count.
 * Source:    sendmmsg(2), recvmmsg(2)
 * Covers:    sendmmsg recvmmsg
 */
#include "contract.h"

#include <sys/socket.h>

static char buffers[4][4];
static struct iovec data[4];
static struct mmsghdr messages[4];

static const char *lengths(int count) {
  char *out = contract_text();
  for (int i = 0; i < count; i++) contract_append(contract_append(out, i ? " " : ""), number(messages[i].msg_len, 10));
  return out;
}

/* The library's own sendmmsg sends one by one. */
static int send_many(int fd, struct mmsghdr *messages, unsigned count, int flags) {
  return (int)syscall(SYS_sendmmsg, fd, messages, count, flags);
}

int main(void) {
  int s[2];
  const char *texts[] = {"one", "", "three", "4"};
  must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  for (int i = 0; i < 4; i++) {
    data[i] = (struct iovec){(void *)texts[i], strlen(texts[i])};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = data + i, .msg_iovlen = 1};
  }
  check("none", call(send_many(s[0], messages, 0, 0)), "0");
  check("send", call(send_many(s[0], messages, 4, 0)), "4");
  check("sent_lengths", lengths(4), "3 0 5 1");
  for (int i = 0; i < 4; i++) data[i] = (struct iovec){buffers[i], 4};
  check("receive_three", call(recvmmsg(s[1], messages, 3, 0, NULL)), "3");
  check("received_lengths", lengths(3), "3 0 4");
  check("first", text(buffers[0], 3), "one");
  check("third_was_cut", FLAGS(messages[2].msg_hdr.msg_flags, NAME(MSG_TRUNC)), "MSG_TRUNC");
  check("fewer_than_asked", call(recvmmsg(s[1], messages, 4, 0, NULL)), "1");
  check("empty", call(recvmmsg(s[1], messages, 4, 0, NULL)), "EAGAIN");
  data[2].iov_base = (void *)16;
  check("second_is_bad", call(send_many(s[0], messages, 4, 0)), "2");
  check("first_is_bad", call(send_many(s[0], messages + 2, 2, 0)), "EFAULT");
  struct timespec time = {.tv_nsec = 1000000000};
  check("bad_timeout", call(recvmmsg(s[1], messages, 2, 0, &time)), "EINVAL");
  must(fcntl(s[1], F_SETFL, 0));
  check("wait_for_one", call(recvmmsg(s[1], messages, 2, 0, NULL)), "2");
  must(write(s[0], "x", 1));
  check("then_do_not_wait", call(recvmmsg(s[1], messages, 2, MSG_WAITFORONE, NULL)), "1");
  check("not_a_socket", call(send_many(0, messages, 1, 0)), "ENOTSOCK");
  return verdict();
}
