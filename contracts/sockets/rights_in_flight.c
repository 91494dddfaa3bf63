/* Contract:  More descriptors in flight than one may have open are ETOOMANYREFS; received ones make room again.
 * Source:    unix(7), SCM_RIGHTS, ETOOMANYREFS; too_many_unix_fds
 * Covers:    sendmsg recvmsg
 */
#include "contract.h"

#include <sys/resource.h>
#include <sys/socket.h>

enum { LIMIT = 1000, EACH = 100 };
static int s[2];

static const char *pass(int count) {
  char control[CMSG_SPACE(sizeof(int[128]))] = {0};
  struct iovec part = {"x", 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = CMSG_SPACE((size_t)count * sizeof(int))};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
  for (int i = 0; i < count; i++) ((int *)(void *)CMSG_DATA(head))[i] = 0;
  return call(sendmsg(s[0], &message, MSG_DONTWAIT));
}

int main(void) {
  char byte;
  int sent = 0;
  const char *result;
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){LIMIT, LIMIT}));
  /* What other programs of the same user have in flight counts, too. */
  while (!strcmp(result = pass(EACH), "1") && sent <= 2 * LIMIT) sent += EACH;
  check("too_many", result, "ETOOMANYREFS");
  check("not_before", sent >= LIMIT / 4, 1);
  check("no_more_than_the_limit", sent <= LIMIT + EACH, 1);
  check("without_descriptors", call(send(s[0], "y", 1, 0)), "1");
  for (; sent > 0; sent -= EACH) must(read(s[1], &byte, 1));
  check("dropped_by_reads", pass(EACH), "1");
  return verdict();
}
