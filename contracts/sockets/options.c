/* Contract:  Options of SOL_SOCKET: what can only be read, bounds, doubling of buffer sizes, lengths cut and errors.
 * Source:    socket(7), "Socket options"; getsockopt(2); sk_setsockopt in the kernel for the lower bounds
 * Covers:    setsockopt getsockopt
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/time.h>

static int s[2];

static const char *get(int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(s[0], SOL_SOCKET, name, &value, &size) == -1 ? error_name(errno) : number(value, 10);
}

static const char *set(int name, int value) {
  return call(setsockopt(s[0], SOL_SOCKET, name, &value, sizeof value));
}

int main(void) {
  must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
  check("type", ONE_OF(atoi(get(SO_TYPE)), NAME(SOCK_STREAM), NAME(SOCK_SEQPACKET)), "SOCK_SEQPACKET");
  check("domain", get(SO_DOMAIN), "1");
  check("protocol", get(SO_PROTOCOL), "0");
  check("listens", get(SO_ACCEPTCONN), "0");
  check("error", get(SO_ERROR), "0");
  check("set_type", set(SO_TYPE, 1), "ENOPROTOOPT");
  check("set_error", set(SO_ERROR, 1), "ENOPROTOOPT");
  check("unknown", get(9999), "ENOPROTOOPT");
  check("set_unknown", set(9999, 1), "ENOPROTOOPT");
  check("set_sndbuf", set(SO_SNDBUF, 50000), "0");
  check("sndbuf_doubled", get(SO_SNDBUF), "100000");
  check("set_small_sndbuf", set(SO_SNDBUF, 1), "0");
  check("least_sndbuf", get(SO_SNDBUF), "4608");
  check("set_small_rcvbuf", set(SO_RCVBUF, 0), "0");
  check("least_rcvbuf", get(SO_RCVBUF), "2304");
  check("keepalive", get(SO_KEEPALIVE), "0");
  check("set_keepalive", set(SO_KEEPALIVE, 7), "0");
  check("truth_is_one", get(SO_KEEPALIVE), "1");
  check("lowat", get(SO_RCVLOWAT), "1");
  check("set_lowat_0", set(SO_RCVLOWAT, 0), "0");
  check("lowat_at_least_1", get(SO_RCVLOWAT), "1");
  check("priority", set(SO_PRIORITY, 6), "0");
  check("linger_too_short", set(SO_LINGER, 1), "EINVAL");
  struct linger linger = {.l_onoff = 5, .l_linger = 3};
  must(setsockopt(s[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  socklen_t size = sizeof linger;
  must(getsockopt(s[0], SOL_SOCKET, SO_LINGER, &linger, &size));
  check("linger_on", linger.l_onoff, 1);
  check("linger_time", linger.l_linger, 3);

  char small[3] = {9, 9, 9};
  size = 2;
  check("cut", call(getsockopt(s[0], SOL_SOCKET, SO_TYPE, small, &size)), "0");
  check("cut_value", small[0] == SOCK_SEQPACKET && small[1] == 0 && small[2] == 9, 1);
  check("cut_size", size, 2);
  int room[4] = {-1, -1, -1, -1};
  size = sizeof room;
  check("more_room", call(getsockopt(s[0], SOL_SOCKET, SO_TYPE, room, &size)), "0");
  check("length_of_the_value", size, 4);
  check("room_beyond_it", room[1], -1);
  size = (socklen_t)-1;
  check("negative_size", call(getsockopt(s[0], SOL_SOCKET, SO_TYPE, small, &size)), "EINVAL");
  check("short_value", call(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, small, 3)), "EINVAL");
  check("bad_value", call(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, (void *)16, 4)), "EFAULT");
  struct timeval time = {.tv_usec = 1000000};
  check("bad_time", call(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time)), "EDOM");
  time.tv_usec = 20000;
  must(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
  check("times_out", call(read(s[0], small, 1)), "EAGAIN");
  check("other_level", call(setsockopt(s[0], 6, 1, &size, 4)), "EOPNOTSUPP");
  return verdict();
}
