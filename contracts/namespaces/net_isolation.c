/* Contract:  A network namespace has a loopback interface of its own, down until somebody raises it, ports of its own and
 *            abstract names of its own; a socket stays in the one it was made in, and one that is bound to a path is
 *            reached from all.
 * Source:    network_namespaces(7), whose "isolates the UNIX domain abstract socket namespace" means just those; netdevice(7), SIOCSIFFLAGS
 * Covers:    unshare socket bind connect ioctl setns
 * Requires:  namespaces network
 */
#include "contract.h"
#include "texts.h"
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_in local(unsigned port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int listener(unsigned port) {
  struct sockaddr_in address = local(port);
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1)) return -1;
  return fd;
}

static const char *reach(unsigned port) {
  struct sockaddr_in address = local(port);
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  const char *answer = call(connect(fd, (struct sockaddr *)&address, sizeof address));
  close(fd);
  return answer;
}

static const char *flags_of_lo(int fd) {
  struct ifreq request = {.ifr_name = "lo"};
  if (ioctl(fd, SIOCGIFFLAGS, &request)) return error_name(errno);
  return FLAGS(request.ifr_flags & 0xffff, NAME(IFF_UP), NAME(IFF_LOOPBACK), NAME(IFF_RUNNING));
}

static const char *raise_lo(int fd, short flags) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = flags};
  return call(ioctl(fd, SIOCSIFFLAGS, &request));
}

static const char *abstract(void) {
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0net-isolation"};
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  return call(bind(fd, (struct sockaddr *)&name, sizeof name));
}

static struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "path"};

static const char *reach_path(void) {
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  const char *answer = call(connect(fd, (struct sockaddr *)&path, sizeof path));
  close(fd);
  return answer;
}

int main(void) {
  scratch();
  int named = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(named, (struct sockaddr *)&path, sizeof path));
  must(listen(named, 2));
  int before = (int)must(socket(AF_INET, SOCK_DGRAM, 0)), old = (int)must(open("/proc/self/ns/net", O_RDONLY));
  int port = 34567, first = listener((unsigned)port);
  check("listens", made(first), "ok");
  check("abstract", abstract(), "0");
  check("abstract_again", abstract(), "EADDRINUSE");
  check("reach", reach((unsigned)port), "0");
  check("unshare", call(unshare(CLONE_NEWNET)), "0");
  int inside = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  check("lo_is_down", flags_of_lo(inside), "IFF_LOOPBACK");
  check("unreachable", reach((unsigned)port), "ENETUNREACH");
  check("old_socket", flags_of_lo(before), "IFF_UP|IFF_LOOPBACK|IFF_RUNNING");
  check("abstract_inside", abstract(), "0");
  check("path_inside", reach_path(), "0");
  check("raise", raise_lo(inside, IFF_UP), "0");
  check("lo_is_up", flags_of_lo(inside), "IFF_UP|IFF_LOOPBACK|IFF_RUNNING");
  check("nobody_listens", reach((unsigned)port), "ECONNREFUSED");
  check("same_port", made(listener((unsigned)port)), "ok");
  check("reach_inside", reach((unsigned)port), "0");
  check("lower", raise_lo(inside, 0), "0");
  check("lowered", flags_of_lo(inside), "IFF_LOOPBACK");
  check("back", call(setns(old, CLONE_NEWNET)), "0");
  check("reach_outside", reach((unsigned)port), "0");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("raise_without_capability", raise_lo(before, IFF_UP), "EPERM");
  return verdict();
}
