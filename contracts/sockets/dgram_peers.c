/* Contract:  A connected datagram socket takes messages from its peer only; AF_UNSPEC undoes a connection; a peer that is
 *            gone is ECONNREFUSED once, and then there is none.
 * Source:    connect(2), AF_UNSPEC; unix(7)
 * Covers:    connect sendto recvfrom
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un names[3];
static int sockets[3];

static const char *to(int from, int receiver) {
  return call(sendto(sockets[from], "x", 1, 0, (struct sockaddr *)&names[receiver], sizeof names[receiver]));
}

static const char *link_with(int from, int peer) {
  return call(connect(sockets[from], (struct sockaddr *)&names[peer], sizeof names[peer]));
}

int main(void) {
  char byte;
  struct sockaddr_un sender;
  socklen_t size = sizeof sender;
  scratch();
  for (int i = 0; i < 3; i++) {
    names[i] = (struct sockaddr_un){.sun_family = AF_UNIX, .sun_path = {(char)('a' + i)}};
    sockets[i] = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    must(bind(sockets[i], (struct sockaddr *)&names[i], sizeof names[i]));
  }
  check("write_without_peer", call(write(sockets[0], "x", 1)), "ENOTCONN");
  check("send", to(0, 1), "1");
  check("receive", call(recvfrom(sockets[1], &byte, 1, 0, (struct sockaddr *)&sender, &size)), "1");
  check("sender", sender.sun_path, "a");
  check("sender_size", size, 4);
  check("to_itself", to(0, 0), "1");
  must(read(sockets[0], &byte, 1));

  check("connect", link_with(0, 1), "0");
  check("stranger_may_not", to(2, 0), "EPERM");
  check("stranger_may_not_connect", link_with(2, 0), "EPERM");
  check("peer_may", to(1, 0), "1");
  check("still_sends_elsewhere", to(0, 2), "1");
  must(write(sockets[0], "q", 1));
  check("reconnect", link_with(0, 2), "0");
  check("undo", call(connect(sockets[0], &(struct sockaddr){.sa_family = AF_UNSPEC}, sizeof(struct sockaddr))), "0");
  check("undone", call(write(sockets[0], "x", 1)), "ENOTCONN");
  check("stranger_may_now", to(2, 0), "1");

  check("connect_again", link_with(0, 1), "0");
  must(close(sockets[1]));
  check("writable", poll_one(sockets[0], POLLOUT, SOON), "POLLOUT");
  check("peer_gone", call(write(sockets[0], "x", 1)), "ECONNREFUSED");
  check("then", call(write(sockets[0], "x", 1)), "ENOTCONN");
  check("name_without_socket", to(0, 1), "ECONNREFUSED");
  must(unlink("b"));
  check("no_name", to(0, 1), "ENOENT");
  return verdict();
}
