/* Contract:  rtnetlink: dumps of links and addresses end with NLMSG_DONE, single requests and mistakes are answered by number,
 *            acknowledged when asked; the answer's length can be asked for before it is read.
 * Source:    netlink(7), rtnetlink(7); RFC 3549
 * Covers:    socket bind sendto recvfrom getsockname
 */
#include "contract.h"

#include <sys/socket.h>

struct address { unsigned short family, pad; unsigned pid, groups; };
struct head { unsigned length; unsigned short type, flags; unsigned sequence, pid; };
struct link { unsigned char family, pad; unsigned short type; int index; unsigned flags, change; };
enum { NEWLINK = 16, GETLINK = 18, NEWADDR = 20, GETADDR = 22, GETROUTE = 26, REQUEST = 1, ACK = 4, DUMP = 0x300 };

static int s;
static union { struct head head; char bytes[16384]; } answer;

static const char *ask(int type, int flags, int index) {
  struct { struct head head; struct link link; } request = {
      {sizeof request, (unsigned short)type, (unsigned short)(REQUEST | flags), 7, 0}, {.index = index}};
  return call(send(s, &request, sizeof request, 0));
}

/* What the next answer is: type by name, of an error its number. */
static const char *next(void) {
  ssize_t size = recv(s, &answer, sizeof answer, MSG_DONTWAIT);
  if (size < 0) return error_name(errno);
  if (answer.head.sequence != 7) return "other";
  int error;
  memcpy(&error, answer.bytes + sizeof answer.head, sizeof error);
  switch (answer.head.type) {
    case 2: return join("error_", error ? error_name(-error) : "0");
    case 3: return "done";
    case NEWLINK: return "link";
    case NEWADDR: return "address";
    default: return number(answer.head.type, 10);
  }
}

int main(void) {
  struct address own = {.family = AF_NETLINK}, from;
  socklen_t size = sizeof own;
  s = (int)must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0));
  must(bind(s, (struct sockaddr *)&own, sizeof own));
  must(getsockname(s, (struct sockaddr *)&own, &size));
  check("port_is_the_process", own.pid == (unsigned)getpid(), 1);
  int second = (int)must(socket(AF_NETLINK, SOCK_DGRAM, 0));
  must(bind(second, (struct sockaddr *)&(struct address){.family = AF_NETLINK}, sizeof own));
  must(getsockname(second, (struct sockaddr *)&from, &size));
  check("second_has_another", from.pid != own.pid && from.pid != 0, 1);
  check("taken", call(bind((int)must(socket(AF_NETLINK, SOCK_RAW, 0)), (struct sockaddr *)&own, sizeof own)), "EADDRINUSE");
  check("nothing", next(), "EAGAIN");
  must(ask(GETLINK, DUMP, 0) ? 0 : -1);
  ssize_t length = must(recv(s, NULL, 0, MSG_PEEK | MSG_TRUNC));
  check("link", next(), "link");
  check("length_was_told", length >= (ssize_t)answer.head.length, 1);
  check("multi", (answer.head.flags & 2) != 0, 1);
  check("for_us", answer.head.pid == own.pid, 1);
  check("links_end", next(), "done");
  must(ask(GETADDR, DUMP, 0) ? 0 : -1);
  check("address", next(), "address");
  check("addresses_end", next(), "done");
  must(ask(GETLINK, 0, 1) ? 0 : -1);
  check("one_link", next(), "link");
  check("is_all", (answer.head.flags & 2) == 0, 1);
  must(ask(GETLINK, 0, 99) ? 0 : -1);
  check("no_such_link", next(), "error_ENODEV");
  must(ask(GETLINK, ACK, 1) ? 0 : -1);
  check("with_ack", next(), "link");
  check("ack", next(), "error_0");
  must(ask(200, 0, 0) ? 0 : -1);
  check("unknown_type", next(), "error_EOPNOTSUPP");
  must(ask(200, DUMP, 0) ? 0 : -1);
  check("unknown_dump", next(), "error_EOPNOTSUPP");
  size = sizeof from;
  must(ask(GETLINK, 0, 1) ? 0 : -1);
  must(recvfrom(s, &answer, sizeof answer, 0, (struct sockaddr *)&from, &size));
  check("from_the_kernel", from.family == AF_NETLINK && from.pid == 0, 1);
  check("protocol", made(socket(AF_NETLINK, SOCK_RAW, 200)), "EPROTONOSUPPORT");
  check("type", made(socket(AF_NETLINK, SOCK_STREAM, 0)), "ESOCKTNOSUPPORT");
  return verdict();
}
