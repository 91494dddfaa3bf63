/* Contract:  SO_PEEK_OFF: peeks begin at the offset and move it on, reads move it back; datagrams are skipped whole.
 * Source:    socket(7), SO_PEEK_OFF; sk_peek_offset, __skb_recv_datagram
 * Covers:    setsockopt getsockopt recvfrom
 */
#include "contract.h"

#include <sys/socket.h>

static char buffer[32];

static const char *get(int fd) {
  int value = -9;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &value, &size) == -1 ? error_name(errno) : number(value, 10);
}

static const char *set(int fd, int value) { return call(setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &value, sizeof value)); }
static const char *peek(int fd, int n) { return text(buffer, recv(fd, buffer, (size_t)n, MSG_PEEK | MSG_DONTWAIT)); }
static const char *take(int fd, int n) { return text(buffer, recv(fd, buffer, (size_t)n, MSG_DONTWAIT)); }

static void stream(void) {
  int s[2];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(write(s[1], "abcdef", 6));
  must(write(s[1], "ghij", 4));
  check("stream_default", get(s[0]), "-1");
  check("stream_set", set(s[0], 0), "0");
  check("stream_peek", peek(s[0], 2), "ab");
  check("stream_moved", get(s[0]), "2");
  check("stream_peek_on", peek(s[0], 5), "cdefg");
  check("stream_at", get(s[0]), "7");
  check("stream_take", take(s[0], 3), "abc");
  check("stream_moved_back", get(s[0]), "4");
  check("stream_peek_rest", peek(s[0], 20), "hij");
  check("stream_peek_end", peek(s[0], 20), "EAGAIN");
  check("stream_take_past", take(s[0], 20), "defghij");
  check("stream_at_zero", get(s[0]), "0");
  check("stream_off", set(s[0], -1), "0");
  check("stream_negative", set(s[0], -5), "0");
  check("stream_is", get(s[0]), "-5");
}

static void messages(int type, const char *prefix) {
  int s[2];
  must(socketpair(AF_UNIX, type, 0, s));
  must(send(s[1], "abcd", 4, 0));
  must(send(s[1], "efgh", 4, 0));
  check(join(prefix, "_set"), set(s[0], 1), "0");
  check(join(prefix, "_peek"), peek(s[0], 2), "bc");
  check(join(prefix, "_at"), get(s[0]), "3");
  check(join(prefix, "_peek_on"), peek(s[0], 9), "d");
  check(join(prefix, "_next"), peek(s[0], 9), "efgh");
  check(join(prefix, "_at_end"), get(s[0]), "8");
  check(join(prefix, "_none"), peek(s[0], 9), "EAGAIN");
  check(join(prefix, "_take"), take(s[0], 9), "abcd");
  check(join(prefix, "_back"), get(s[0]), "4");
}

int main(void) {
  stream();
  messages(SOCK_DGRAM, "dgram");
  messages(SOCK_SEQPACKET, "seqpacket");
  return verdict();
}
