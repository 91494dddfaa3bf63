/* Contract:  MSG_MORE and UDP_CORK gather one datagram from several sends; where it goes is said by the first.
 * Source:    udp(7), UDP_CORK; send(2), MSG_MORE
 * Covers:    sendto setsockopt recvfrom
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define UDP_CORK_ 1
static char buffer[16], large[60000];

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  int on = 1, off = 0, receiver = (int)must(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  int sender = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(bind(receiver, (struct sockaddr *)&name, sizeof name));
  must(getsockname(receiver, (struct sockaddr *)&name, &size));
  check("more", call(sendto(sender, "ab", 2, MSG_MORE, (struct sockaddr *)&name, size)), "2");
  check("nothing_yet", text(buffer, recv(receiver, buffer, 16, 0)), "EAGAIN");
  check("rest", call(sendto(sender, "cd", 2, 0, (struct sockaddr *)&name, size)), "2");
  check("one_datagram", (poll_one(receiver, POLLIN, BOUND), text(buffer, recv(receiver, buffer, 16, 0))), "abcd");
  must(connect(sender, (struct sockaddr *)&name, size));
  check("cork", call(setsockopt(sender, IPPROTO_UDP, UDP_CORK_, &on, sizeof on)), "0");
  must(write(sender, "ef", 2));
  must(write(sender, "g", 1));
  check("corked", text(buffer, recv(receiver, buffer, 16, 0)), "EAGAIN");
  check("uncork", call(setsockopt(sender, IPPROTO_UDP, UDP_CORK_, &off, sizeof off)), "0");
  check("together", (poll_one(receiver, POLLIN, BOUND), text(buffer, recv(receiver, buffer, 16, 0))), "efg");
  must(send(sender, large, sizeof large, MSG_MORE));
  check("too_long_together", call(send(sender, large, sizeof large, 0)), "EMSGSIZE");
  return verdict();
}
