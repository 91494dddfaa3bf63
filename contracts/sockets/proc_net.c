/* Contract:  /proc/net tells the sockets of the network namespace: their ends, states and queues, and the loopback.
 * Source:    proc(5), /proc/net/tcp, /proc/net/udp, /proc/net/unix, /proc/net/dev
 * Covers:    socket bind listen connect
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static char file[16384];

static const char *whole(const char *path) {
  int fd = (int)must(open(path, O_RDONLY));
  size_t size = 0;
  for (ssize_t got; (got = must(read(fd, file + size, sizeof file - 1 - size))) > 0;) size += (size_t)got;
  file[size] = 0;
  must(close(fd));
  return file;
}

/* The rest of the line behind a text that it must have. */
static const char *behind(const char *path, const char *what) {
  const char *at = strstr(whole(path), what);
  static char line[256];
  if (at == NULL) return "none";
  strncpy(line, at + strlen(what), sizeof line - 1);
  line[strcspn(line, "\n")] = 0;
  return line;
}

static const char *hex4(unsigned value) {
  char digits[5] = {0};
  for (int i = 0; i < 4; i++) digits[i] = "0123456789ABCDEF"[value >> (12 - 4 * i) & 15];
  return join(digits, "");
}

/* Remote end, state and queues of the socket at a local port. */
static const char *row(const char *path, const char *local, const struct sockaddr_in *name, int cut) {
  const char *rest = behind(path, join(join(": ", join(local, ":")), join(hex4(ntohs(name->sin_port)), " ")));
  char seen[64] = {0};
  strncpy(seen, rest + cut, 20);
  return join(seen, "");
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, other = name, udp_name = name;
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), client = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  int udp = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(bind(server, (struct sockaddr *)&name, size));
  must(listen(server, 4));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  check("listens", row("/proc/net/tcp", "0100007F", &name, 0), "00000000:0000 0A 000");
  must(connect(client, (struct sockaddr *)&name, size));
  must(getsockname(client, (struct sockaddr *)&other, &size));
  check("waiting", (poll_one(server, POLLIN, BOUND), row("/proc/net/tcp", "0100007F", &name, 17)), "00000000:00000001 00");
  check("client", row("/proc/net/tcp", "0100007F", &other, 14), "01 00000000:00000000");
  check("client_to", strncmp(row("/proc/net/tcp", "0100007F", &other, 9), hex4(ntohs(name.sin_port)), 4), 0);
  int accepted = (int)must(accept(server, NULL, NULL));
  must(close(server));
  must(write(client, "hello", 5));
  poll_one(accepted, POLLIN, BOUND);
  check("unread", row("/proc/net/tcp", "0100007F", &name, 17), "00000000:00000005 00");
  must(shutdown(accepted, SHUT_WR));
  check("told", poll_one(client, POLLRDHUP, BOUND), "POLLRDHUP");
  check("close_wait", strncmp(row("/proc/net/tcp", "0100007F", &other, 14), "08 ", 3), 0);
  must(bind(udp, (struct sockaddr *)&udp_name, size));
  must(getsockname(udp, (struct sockaddr *)&udp_name, &size));
  check("udp", row("/proc/net/udp", "0100007F", &udp_name, 0), "00000000:0000 07 000");
  must(connect(udp, (struct sockaddr *)&name, size));
  check("udp_connected", row("/proc/net/udp", "0100007F", &udp_name, 14), "01 00000000:00000000");
  int six = (int)must(socket(AF_INET6, SOCK_STREAM, 0));
  struct sockaddr_in6 name6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  must(bind(six, (struct sockaddr *)&name6, sizeof name6));
  must(listen(six, 1));
  check("ipv6", strncmp(behind("/proc/net/tcp6", "00000000000000000000000001000000:"), "none", 4) != 0, 1);
  struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "\0of this contract"};
  int unix_socket = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(unix_socket, (struct sockaddr *)&local, sizeof(sa_family_t) + 17));
  check("abstract", behind("/proc/net/unix", " @of this contrac"), "t");
  must(listen(unix_socket, 1));
  char *line = strstr((whole("/proc/net/unix"), file), " @of this contract");
  while (line > file && line[-1] != '\n') line--;
  check("unix_flags", strncmp(strchr(line, ':') + 11, "00000000 00010000 0001 01", 25), 0);
  check("loopback", strncmp(behind("/proc/net/dev", "    lo:"), "none", 4) != 0, 1);
  check("address6", behind("/proc/net/if_inet6", "00000000000000000000000000000001 "), "01 80 10 80       lo");
  check("no_routes", strchr(whole("/proc/net/route"), '\n')[1], 0);
  char link[32];
  check("is_a_link", text(link, readlink("/proc/net", link, sizeof link)), "self/net");
  check("in_use", strstr(whole("/proc/net/sockstat"), "TCP: inuse ") != NULL, 1);
  return verdict();
}
