/* Contract:  A full receive buffer loses datagrams silently; SO_RXQ_OVFL tells with later ones how many. SO_RCVMARK tells the
 *            sender's mark.
 * Source:    socket(7), SO_RXQ_OVFL; sock_recv_cmsgs
 * Covers:    setsockopt recvmsg sendto
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int receiver;

static unsigned told(int type) {
  char data[8], control[128];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(receiver, &message, MSG_DONTWAIT) == -1) return 9999;
  for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); message.msg_controllen && head; head = CMSG_NXTHDR(&message, head))
    if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == type) {
      unsigned value;
      memcpy(&value, CMSG_DATA(head), sizeof value);
      return value;
    }
  return 0;
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  int on = 1, small = 1, mark = 42, kept = 0;
  receiver = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  int sender = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(setsockopt(receiver, SOL_SOCKET, SO_RCVBUF, &small, sizeof small));
  must(setsockopt(receiver, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on));
  must(bind(receiver, (struct sockaddr *)&name, sizeof name));
  must(getsockname(receiver, (struct sockaddr *)&name, &size));
  must(connect(sender, (struct sockaddr *)&name, size));
  for (int i = 0; i < 10; i++) must(write(sender, "x", 1));
  poll_one(receiver, POLLIN, BOUND);
  check("first_tells_none", (long)told(SO_RXQ_OVFL), 0);
  for (kept = 1; told(SO_RXQ_OVFL) != 9999; kept++);
  check("some_were_lost", kept < 10, 1);
  must(write(sender, "x", 1));
  poll_one(receiver, POLLIN, BOUND);
  check("all_are_accounted_for", (long)told(SO_RXQ_OVFL) + kept, 10);
  must(setsockopt(sender, SOL_SOCKET, SO_MARK, &mark, sizeof mark));
  check("ask_for_marks", call(setsockopt(receiver, SOL_SOCKET, 75, &on, sizeof on)), "0");
  must(write(sender, "x", 1));
  poll_one(receiver, POLLIN, BOUND);
  check("mark", (long)told(SO_MARK), 42);
  return verdict();
}
