/* Contract:  A netlink socket answers a request for links or addresses, of one family if asked, message by message to the
 *            end; NLM_F_ACK is acknowledged, errors are messages, and a short buffer cuts a message.
 * Source:    netlink(7), rtnetlink(7)
 * Covers:    socket sendto recvmsg recvfrom
 * Requires:  network
 */
#include "contract.h"

#include <sys/socket.h>

struct header {
  uint32_t length;
  uint16_t type, flags;
  uint32_t sequence, port;
};
enum { REQUEST = 1, MULTI = 2, ACK = 4, DUMP = 0x300, ERROR = 2, DONE = 3, GETLINK = 18, GETADDR = 22 };
static int fd;
static _Alignas(8) char buffer[16384];

static void ask(uint16_t type, uint16_t flags, const void *body, size_t size) {
  static _Alignas(8) char message[64];
  struct header head = {(uint32_t)(sizeof head + size), type, flags | REQUEST, 7, 0};
  memcpy(message, &head, sizeof head);
  memcpy(message + sizeof head, body, size);
  must(send(fd, message, sizeof head + size, 0));
}

/* Types of the messages that wait, however they are packed into datagrams; errors with their number. */
static const char *all(void) {
  char *out = contract_text();
  long size;
  while ((size = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0) {
    for (long at = 0; at + (long)sizeof(struct header) <= size;) {
      struct header *head = (struct header *)(buffer + at);
      char *body = (char *)(head + 1);
      if (*out) contract_append(out, " ");
      if (head->type == ERROR) contract_append(contract_append(out, "error "), error_name(-*(int *)body));
      else if (head->type == 20) contract_append(out, body[0] == AF_INET ? "inet" : body[0] == AF_INET6 ? "inet6" : "other");
      else contract_append(out, head->type == DONE ? "done" : head->type == 16 ? "link" : number(head->type, 10));
      if (head->sequence != 7) contract_append(out, "(another request)");
      at += (head->length + 3u) & ~3u;
    }
  }
  return *out ? out : error_name(errno);
}

int main(void) {
  char link[16] = {0}, address[8] = {AF_INET};
  fd = (int)must(socket(AF_NETLINK, SOCK_RAW, 0));
  check("nothing", all(), "EAGAIN");
  ask(GETLINK, DUMP, link, sizeof link);
  check("links", all(), "link done");
  ask(GETADDR, DUMP, address, sizeof address);
  check("inet_addresses", all(), "inet done");
  address[0] = AF_INET6;
  ask(GETADDR, DUMP, address, sizeof address);
  check("inet6_addresses", all(), "inet6 done");
  link[4] = 1; /* the index of lo */
  ask(GETLINK, 0, link, sizeof link);
  check("one_link", all(), "link");
  ask(GETLINK, ACK, link, sizeof link);
  check("acknowledged", all(), "link error 0");
  link[4] = 99;
  ask(GETLINK, 0, link, sizeof link);
  check("unknown_link", all(), "error ENODEV");
  link[4] = 1;
  ask(GETLINK, 0, link, sizeof link);
  struct msghdr message = {.msg_iov = &(struct iovec){buffer, 20}, .msg_iovlen = 1};
  check("short_buffer", call(recvmsg(fd, &message, MSG_DONTWAIT)), "20");
  check("cut", FLAGS(message.msg_flags, NAME(MSG_TRUNC)), "MSG_TRUNC");
  check("rest_is_lost", all(), "EAGAIN");
  return verdict();
}
