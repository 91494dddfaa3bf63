/* Contract:  With IP_RECVERR a refused datagram is told in full on the error queue: the datagram, where it went, and why;
 *            POLLERR stays while the queue has something.
 * Source:    ip(7), IP_RECVERR; recv(2), MSG_ERRQUEUE; ip_recv_error, ip_icmp_error
 * Covers:    recvmsg setsockopt sendto poll
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct extended { unsigned error; unsigned char origin, type, code, pad; unsigned info, data; };

static int s;

static const char *take(const char *key, int flags) {
  char data[8];
  char control[256];
  struct sockaddr_in to = {0};
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control,
                           .msg_name = &to, .msg_namelen = sizeof to};
  ssize_t size = recvmsg(s, &message, flags | MSG_DONTWAIT);
  if (size == -1) return error_name(errno);
  check(join(key, "_flags"), message.msg_flags == (MSG_ERRQUEUE), (flags & MSG_ERRQUEUE) != 0);
  observe(join(key, "_to"), join("", inet_ntoa(to.sin_addr)));
  struct cmsghdr *head = message.msg_controllen ? CMSG_FIRSTHDR(&message) : NULL;
  check(join(key, "_control"), head != NULL, 1);
  if (head) {
    struct extended *error = (void *)CMSG_DATA(head);
    struct sockaddr_in *offender = (void *)(error + 1);
    observe(join(key, "_level"), head->cmsg_level == IPPROTO_IP && head->cmsg_type == IP_RECVERR);
    observe(join(key, "_length"), (int)head->cmsg_len);
    observe(join(key, "_error"), error_name((int)error->error));
    observe(join(key, "_origin"), error->origin);
    observe(join(key, "_icmp"), join(join(number(error->type, 10), "/"), number(error->code, 10)));
    observe(join(key, "_offender"), join("", inet_ntoa(offender->sin_addr)));
  }
  return text(data, size);
}

int main(void) {
  int on = 1, error = 0;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  int gone = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(bind(gone, (struct sockaddr *)&name, sizeof name));
  must(getsockname(gone, (struct sockaddr *)&name, &size));
  must(close(gone));
  s = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("empty", take("empty", MSG_ERRQUEUE), "EAGAIN");
  must(setsockopt(s, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
  must(sendto(s, "lost", 4, 0, (struct sockaddr *)&name, sizeof name));
  check("unconnected_is_told", poll_one(s, POLLIN, BOUND), "POLLERR");
  check("recv_fails", take("recv", 0), "ECONNREFUSED");
  check("queue", take("queue", MSG_ERRQUEUE), "lost");
  check("drained", poll_one(s, POLLIN, 0), "timeout");
  check("queue_empty", take("queue_empty", MSG_ERRQUEUE), "EAGAIN");
  must(connect(s, (struct sockaddr *)&name, sizeof name));
  must(send(s, "one", 3, 0));
  poll_one(s, 0, BOUND);
  check("send_fails_once", call(send(s, "two", 3, 0)), "ECONNREFUSED");
  check("first", take("first", MSG_ERRQUEUE), "one");
  must(send(s, "three", 5, 0));
  poll_one(s, 0, BOUND);
  size = sizeof error;
  must(getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size));
  check("so_error", error_name(error), "ECONNREFUSED");
  check("still_queued", poll_one(s, POLLIN, 0), "POLLERR");
  int off = 0;
  must(setsockopt(s, IPPROTO_IP, IP_RECVERR, &off, sizeof off));
  check("switched_off_drops", poll_one(s, POLLIN, 0), "timeout");
  return verdict();
}
