/* Contract:  With TCP_INQ each recvmsg tells in a control message how much is left to be read, the end of the other side counted as one.
 * Source:    tcp(7); net/ipv4/tcp.c, tcp_inq_hint
 * Covers:    setsockopt getsockopt recvmsg
 * Requires:  network
 */
#include "contract.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { OPTION_INQ = 36 };

/* "READ left LEFT", or without what is not told. */
static const char *take(int fd, size_t size, int flags) {
  char data[64], room[64];
  struct iovec piece = {data, size};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  long n = recvmsg(fd, &message, flags);
  if (n < 0) return error_name(errno);
  char *out = contract_text();
  contract_append(out, number(n, 10));
  for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
    int left;
    memcpy(&left, CMSG_DATA(each), sizeof left);
    contract_append(out, each->cmsg_level == IPPROTO_TCP && each->cmsg_type == OPTION_INQ ? " left " : " other ");
    contract_append(out, number(left, 10));
  }
  return out;
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  int listener = (int)must(socket(AF_INET, SOCK_STREAM, 0)), client = (int)must(socket(AF_INET, SOCK_STREAM, 0)), value;
  must(bind(listener, (struct sockaddr *)&name, sizeof name));
  must(listen(listener, 1));
  must(getsockname(listener, (struct sockaddr *)&name, &length));
  must(connect(client, (struct sockaddr *)&name, sizeof name));
  int fd = (int)must(accept(listener, NULL, NULL));
  must(send(client, "0123456789", 10, 0));
  check("unasked", take(fd, 2, 0), "2");
  check("set", call(setsockopt(fd, IPPROTO_TCP, OPTION_INQ, &(int){1}, sizeof(int))), "0");
  check("two", call(setsockopt(fd, IPPROTO_TCP, OPTION_INQ, &(int){2}, sizeof(int))), "EINVAL");
  length = sizeof value;
  must(getsockopt(fd, IPPROTO_TCP, OPTION_INQ, &value, &length));
  check("is_set", value, 1);
  check("some", take(fd, 3, 0), "3 left 5");
  check("peek", take(fd, 3, MSG_PEEK), "3 left 5");
  check("rest", take(fd, 64, 0), "5 left 0");
  check("nothing", take(fd, 64, MSG_DONTWAIT), "EAGAIN");
  must(send(client, "ab", 2, 0));
  must(shutdown(client, SHUT_WR));
  check("before_end", take(fd, 1, 0), "1 left 2");
  check("last", take(fd, 1, 0), "1 left 1");
  check("end", take(fd, 1, 0), "0 left 1");
  must(setsockopt(fd, IPPROTO_TCP, OPTION_INQ, &(int){0}, sizeof(int)));
  check("no_more", take(fd, 1, 0), "0");
  return verdict();
}
