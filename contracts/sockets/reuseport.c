/* Contract:  SO_REUSEPORT shares a port among sockets that all ask for it: datagrams of one sender keep going to one of
 *            them, connections to either; who leaves the group leaves its share to the others.
 * Source:    socket(7), SO_REUSEPORT; reuseport_select_sock; inet_csk_bind_conflict
 * Covers:    setsockopt bind listen connect sendto
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { MEMBERS = 2, SENDERS = 40 };
static struct sockaddr_in name = {.sin_family = AF_INET};

static int member(int type, int reuse) {
  socklen_t size = sizeof name;
  int fd = (int)must(socket(AF_INET, type | SOCK_NONBLOCK, 0));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &reuse, sizeof reuse));
  if (bind(fd, (struct sockaddr *)&name, sizeof name) == -1) return -1;
  if (type == SOCK_STREAM && listen(fd, SENDERS) == -1) return -1;
  must(getsockname(fd, (struct sockaddr *)&name, &size));
  return fd;
}

static int arrivals(int fd, int type) {
  char byte;
  int count = 0;
  if (type == SOCK_STREAM)
    for (int got; (got = accept(fd, NULL, NULL)) != -1; count++) must(close(got));
  else
    while (recv(fd, &byte, 1, 0) == 1) count++;
  return count;
}

static void tries(int type, const char *prefix) {
  int group[MEMBERS], senders[SENDERS], seen[MEMBERS];
  name.sin_port = 0;
  for (int i = 0; i < MEMBERS; i++) group[i] = (int)must(member(type, 1));
  check(join(prefix, "_stranger"), made(member(type, 0)), "EADDRINUSE");
  for (int i = 0; i < SENDERS; i++) {
    senders[i] = (int)must(socket(AF_INET, type, 0));
    must(connect(senders[i], (struct sockaddr *)&name, sizeof name));
    must(send(senders[i], "x", 1, 0));
  }
  for (int i = 0; i < MEMBERS; i++) poll_one(group[i], POLLIN, BOUND);
  for (int i = 0; i < MEMBERS; i++) seen[i] = arrivals(group[i], type);
  check(join(prefix, "_all_arrive"), seen[0] + seen[1], SENDERS);
  check(join(prefix, "_each_has_some"), seen[0] > 0 && seen[1] > 0, 1);
  if (type == SOCK_DGRAM) {
    for (int i = 0; i < 4; i++) must(send(senders[0], "x", 1, 0));
    seen[0] = arrivals(group[0], type);
    seen[1] = arrivals(group[1], type);
    check(join(prefix, "_one_sender_one_member"), seen[0] * seen[1], 0);
    check(join(prefix, "_its_four"), seen[0] + seen[1], 4);
  }
  must(close(group[0]));
  for (int i = 0; i < SENDERS; i++) {
    must(close(senders[i]));
    senders[i] = (int)must(socket(AF_INET, type, 0));
    must(connect(senders[i], (struct sockaddr *)&name, sizeof name));
    must(send(senders[i], "x", 1, 0));
  }
  poll_one(group[1], POLLIN, BOUND);
  check(join(prefix, "_the_other_has_all"), arrivals(group[1], type), SENDERS);
}

int main(void) {
  tries(SOCK_DGRAM, "udp");
  tries(SOCK_STREAM, "tcp");
  return verdict();
}
