/* Contract:  SO_RCVTIMEO and SO_SNDTIMEO, in their old and new forms: what they answer, and which calls they end how.
 * Source:    socket(7), SO_RCVTIMEO; sock_set_timeout
 * Covers:    setsockopt getsockopt recvfrom sendto accept4 connect
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#define NEW_RCVTIMEO 66
#define NEW_SNDTIMEO 67

static const char *set(int fd, int option, long seconds, long micros) {
  struct timeval time = {seconds, micros};
  return call(syscall(SYS_setsockopt, fd, SOL_SOCKET, option, &time, sizeof time));
}

static const char *get(int fd, int option) {
  struct timeval time = {9, 9};
  socklen_t size = sizeof time;
  if (syscall(SYS_getsockopt, fd, SOL_SOCKET, option, &time, &size) == -1) return error_name(errno);
  return join(join(number(time.tv_sec, 10), "_"), number(time.tv_usec, 10));
}

int main(void) {
  int s[2], tcp = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  static char buffer[1 << 20];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  check("default", get(s[0], 20), "0_0");
  check("default_new", get(s[0], NEW_SNDTIMEO), "0_0");
  check("set", set(s[0], 20, 0, 20000), "0");
  check("is", get(s[0], 20), "0_20000");
  check("is_new", get(s[0], NEW_RCVTIMEO), "0_20000");
  check("too_many_micros", set(s[0], 20, 0, 1000000), "EDOM");
  check("negative_micros", set(s[0], 20, 0, -1), "EDOM");
  check("new_too_many", set(s[0], NEW_RCVTIMEO, 0, 1000000), "EDOM");
  check("short", call(setsockopt(s[0], SOL_SOCKET, NEW_RCVTIMEO, buffer, 8)), "EINVAL");
  long long start = clock_ns(CLOCK_MONOTONIC);
  check("recv", call(recv(s[0], buffer, 1, 0)), "EAGAIN");
  check("took", clock_ns(CLOCK_MONOTONIC) - start >= 19000000, 1);
  check("read", call(read(s[0], buffer, 1)), "EAGAIN");
  must(write(s[1], "ab", 2));
  check("waitall_part", call(recv(s[0], buffer, 3, MSG_WAITALL)), "2");
  check("set_send", set(s[0], NEW_SNDTIMEO, 0, 10000), "0");
  check("send_part", send(s[0], buffer, sizeof buffer, 0) > 0, 1);
  check("send", call(send(s[0], buffer, 1, 0)), "EAGAIN");
  check("negative_is_at_once", set(s[0], 20, -1, 0), "0");
  check("negative_is", get(s[0], 20), "0_0");
  check("recv_at_once", call(recv(s[0], buffer, 1, 0)), "EAGAIN");
  check("zero_is_for_ever", set(s[0], 20, 0, 0), "0");
  check("long", set(s[0], 20, 1L << 40, 0), "0");
  check("long_is", get(s[0], 20), "1099511627776_0");

  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  must(bind(tcp, (struct sockaddr *)&name, sizeof name));
  must(listen(tcp, 0));
  must(getsockname(tcp, (struct sockaddr *)&name, &size));
  must(setsockopt(tcp, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){0, 10000}, sizeof(struct timeval)));
  check("accept", call(accept(tcp, NULL, NULL)), "EAGAIN");
  int last = -1;
  for (int i = 0; i < 2; i++) {
    last = (int)must(socket(AF_INET, SOCK_STREAM, 0));
    must(setsockopt(last, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){0, 10000}, sizeof(struct timeval)));
    check(i ? "connect_full" : "connect", call(connect(last, (struct sockaddr *)&name, size)), i ? "EINPROGRESS" : "0");
  }
  check("again", call(connect(last, (struct sockaddr *)&name, size)), "EALREADY");
  return verdict();
}
