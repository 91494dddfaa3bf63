/* Contract:  RTM_NEWLINK raises, lowers and resizes an interface that is named by index or by name, for who may; RTM_GETLINK
 *            finds it by name, too, and tells of its state and size.
 * Source:    rtnetlink(7); net/core/rtnetlink.c, do_setlink
 * Covers:    socket sendto recvfrom unshare
 * Requires:  namespaces network
 */
#include "contract.h"
#include <net/if.h>
#include <sys/socket.h>

struct link {
  uint32_t length;
  uint16_t type, flags;
  uint32_t sequence, port;
  uint8_t family, pad;
  uint16_t kind;
  int32_t index;
  uint32_t bits, change;
};
struct attribute {
  uint16_t length, type;
};
enum { REQUEST = 1, ACK = 4, EXCLUSIVE = 0x200, NEWLINK = 16, GETLINK = 18, IFNAME = 3, MTU = 4 };
static int fd;
static _Alignas(8) char message[256], answer[8192];

static void begin(uint16_t type, int index, uint32_t bits, uint32_t change) {
  struct link head = {sizeof head, type, REQUEST | ACK, 7, 0, AF_UNSPEC, 0, 0, index, bits, change};
  memset(message, 0, sizeof message);
  memcpy(message, &head, sizeof head);
}

static void add(uint16_t type, const void *data, size_t size) {
  struct link *head = (struct link *)message;
  struct attribute attribute = {(uint16_t)(sizeof attribute + size), type};
  memcpy(message + head->length, &attribute, sizeof attribute);
  memcpy(message + head->length + sizeof attribute, data, size);
  head->length += (uint32_t)((sizeof attribute + size + 3) & ~3u);
}

/* The acknowledgement or the error; what was told before it stays in `answer`. */
static const char *ask(void) {
  must(send(fd, message, ((struct link *)message)->length, 0));
  for (;;) {
    static _Alignas(8) char piece[8192];
    long n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
    if (n < 0) return error_name(errno);
    if (((struct link *)piece)->type != 2) memcpy(answer, piece, (size_t)n);
    else return *(int *)(piece + 16) == 0 ? "ok" : error_name(-*(int *)(piece + 16));
  }
}

static const char *state(void) {
  begin(GETLINK, 0, 0, 0);
  add(IFNAME, "lo", 3);
  const char *result = ask();
  if (strcmp(result, "ok")) return result;
  struct link *link = (struct link *)answer;
  unsigned mtu = 0;
  for (size_t at = sizeof *link; at + 4 < link->length;) {
    struct attribute *each = (struct attribute *)(answer + at);
    if (each->type == MTU) memcpy(&mtu, each + 1, 4);
    at += (each->length + 3u) & ~3u;
  }
  return join(join(link->index == 1 ? "1 " : "? ", FLAGS(link->bits & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING), NAME(IFF_UP), NAME(IFF_LOOPBACK), NAME(IFF_RUNNING))), join(" ", number(mtu, 10)));
}

int main(void) {
  must(unshare(CLONE_NEWNET));
  fd = (int)must(socket(AF_NETLINK, SOCK_RAW, 0));
  check("down", state(), "1 IFF_LOOPBACK 65536");
  begin(NEWLINK, 1, IFF_UP, IFF_UP);
  check("raise", ask(), "ok");
  check("up", state(), "1 IFF_UP|IFF_LOOPBACK|IFF_RUNNING 65536");
  begin(NEWLINK, 1, 0, 0);
  check("nothing", ask(), "ok");
  check("still_up", state(), "1 IFF_UP|IFF_LOOPBACK|IFF_RUNNING 65536");
  begin(NEWLINK, 0, 0, 0);
  add(IFNAME, "lo", 3);
  add(MTU, &(uint32_t){1500}, 4);
  check("resize_by_name", ask(), "ok");
  check("smaller", state(), "1 IFF_UP|IFF_LOOPBACK|IFF_RUNNING 1500");
  begin(NEWLINK, 1, 0, IFF_UP);
  check("lower", ask(), "ok");
  check("is_down", state(), "1 IFF_LOOPBACK 1500");
  begin(NEWLINK, 77, IFF_UP, IFF_UP);
  check("no_such_index", ask(), "ENODEV");
  begin(NEWLINK, 0, IFF_UP, IFF_UP);
  add(IFNAME, "none0", 6);
  check("no_such_name", ask(), "ENODEV");
  begin(NEWLINK, 0, IFF_UP, IFF_UP);
  check("unnamed", ask(), "ENODEV");
  begin(GETLINK, 0, 0, 0);
  add(IFNAME, "none0", 6);
  check("get_no_such_name", ask(), "ENODEV");
  begin(GETLINK, 0, 0, 0);
  check("get_unnamed", ask(), "EINVAL");
  begin(NEWLINK, 1, IFF_UP, IFF_UP);
  ((struct link *)message)->flags |= EXCLUSIVE;
  check("exists", ask(), "EEXIST");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  begin(NEWLINK, 1, IFF_UP, IFF_UP);
  check("without_right", ask(), "EPERM");
  begin(NEWLINK, 77, IFF_UP, IFF_UP);
  check("right_first", ask(), "EPERM");
  check("anybody_asks", state(), "1 IFF_LOOPBACK 1500");
  return verdict();
}
