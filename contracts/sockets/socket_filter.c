/* Contract:  A classic filter on a socket drops or cuts datagrams by their bytes; it is checked when attached, can be read
 *            back, taken off, and locked.
 * Source:    socket(7), SO_ATTACH_FILTER; bpf_check_classic; sk_filter
 * Covers:    setsockopt getsockopt recvfrom
 */
#include "contract.h"

#include <sys/socket.h>

struct filter { unsigned short code; unsigned char jt, jf; unsigned k; };
struct program { unsigned short length; struct filter *filter; };
#define LOAD_BYTE(at) {0x30, 0, 0, at}
#define EQUAL(value, yes, no) {0x15, yes, no, value}
#define ANSWER(value) {0x06, 0, 0, value}

static int s[2];
static char buffer[32];

static const char *attach(struct filter *filter, int length) {
  struct program program = {(unsigned short)length, filter};
  return call(setsockopt(s[0], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
}

static const char *pass(const char *data) {
  must(send(s[1], data, strlen(data), 0));
  return text(buffer, recv(s[0], buffer, sizeof buffer, MSG_DONTWAIT));
}

int main(void) {
  struct filter first_is_a[] = {LOAD_BYTE(0), EQUAL('a', 0, 1), ANSWER(0xffff), ANSWER(0)};
  struct filter cut[] = {ANSWER(3)}, no_end[] = {LOAD_BYTE(0)}, far[] = {EQUAL('a', 9, 0), ANSWER(1)};
  struct filter far_load[] = {LOAD_BYTE(100), ANSWER(0xffff)}, unknown[] = {{0xffff, 0, 0, 0}, ANSWER(1)};
  struct filter length[] = {{0x80, 0, 0, 0}, {0x35, 0, 1, 4}, ANSWER(0xffff), ANSWER(0)};
  struct filter divide[] = {{0x34, 0, 0, 0}, ANSWER(1)};
  struct filter back[8];
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  check("attach", attach(first_is_a, 4), "0");
  check("passes", pass("abc"), "abc");
  check("dropped", pass("bcd"), "EAGAIN");
  check("passes_again", pass("az"), "az");
  socklen_t size = 8;
  check("read_back", call(getsockopt(s[0], SOL_SOCKET, SO_GET_FILTER, back, &size)), "0");
  check("instructions", (int)size, 4);
  check("same", memcmp(back, first_is_a, sizeof first_is_a), 0);
  size = 0;
  check("count", (must(getsockopt(s[0], SOL_SOCKET, SO_GET_FILTER, NULL, &size)), (int)size), 4);
  check("attach_cut", attach(cut, 1), "0");
  check("cut", pass("abcdef"), "abc");
  check("attach_length", attach(length, 4), "0");
  check("long_enough", pass("abcd"), "abcd");
  check("too_short", pass("abc"), "EAGAIN");
  check("attach_far_load", attach(far_load, 2), "0");
  check("load_beyond_drops", pass("abc"), "EAGAIN");
  check("no_end", attach(no_end, 1), "EINVAL");
  check("jump_too_far", attach(far, 2), "EINVAL");
  check("unknown_code", attach(unknown, 2), "EINVAL");
  check("divide_by_zero", attach(divide, 2), "EINVAL");
  check("empty", attach(cut, 0), "EINVAL");
  check("still_the_old", pass("abc"), "EAGAIN");
  int zero = 0, one = 1;
  check("detach", call(setsockopt(s[0], SOL_SOCKET, SO_DETACH_FILTER, &zero, 4)), "0");
  check("detach_again", call(setsockopt(s[0], SOL_SOCKET, SO_DETACH_FILTER, &zero, 4)), "ENOENT");
  check("all_pass", pass("xyz"), "xyz");
  check("attach_last", attach(first_is_a, 4), "0");
  check("lock", call(setsockopt(s[0], SOL_SOCKET, SO_LOCK_FILTER, &one, 4)), "0");
  check("locked_attach", attach(cut, 1), "EPERM");
  check("locked_detach", call(setsockopt(s[0], SOL_SOCKET, SO_DETACH_FILTER, &zero, 4)), "EPERM");
  check("locked_filters", pass("bbb"), "EAGAIN");
  return verdict();
}
