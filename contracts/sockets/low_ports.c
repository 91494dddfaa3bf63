/* Contract:  A port below 1024 takes CAP_NET_BIND_SERVICE; the kernel chooses none of them, and 0 asks for any.
 * Source:    ip(7), "Address format"; capabilities(7); inet_bind
 * Covers:    bind capset
 * Requires:  network root
 */
#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int bind_to(int type, int port, int *fd) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  *fd = (int)must(socket(AF_INET, type, 0));
  return bind(*fd, (struct sockaddr *)&address, sizeof address);
}

static const char *try(int type, int port) {
  int fd, result = bind_to(type, port, &fd);
  const char *told = call(result);
  must(close(fd));
  return told;
}

static int port_of(int fd) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  must(getsockname(fd, (struct sockaddr *)&address, &length));
  return ntohs(address.sin_port);
}

int main(void) {
  check("with_right_tcp", try(SOCK_STREAM, 80), "0");
  check("with_right_udp", try(SOCK_DGRAM, 1), "0");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("tcp_1", try(SOCK_STREAM, 1), "EACCES");
  check("tcp_1023", try(SOCK_STREAM, 1023), "EACCES");
  check("tcp_1024", try(SOCK_STREAM, 1024), "0");
  check("udp_1023", try(SOCK_DGRAM, 1023), "EACCES");
  check("udp_1024", try(SOCK_DGRAM, 1024), "0");
  int fd;
  check("any", call(bind_to(SOCK_STREAM, 0, &fd)), "0");
  check("chosen_is_high", port_of(fd) >= 1024, 1);
  check("bind_again", call(bind(fd, (struct sockaddr *)&(struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(80)},
                                sizeof(struct sockaddr_in))),
        "EACCES");
  return verdict();
}
