/* Contract:  What poll says of things that never wait: files, directories and /dev/null are always ready to read and write,
 *            whatever they were opened for; epoll refuses those without a poll operation.
 * Source:    poll(2); DEFAULT_POLLMASK; epoll_ctl(2), EPERM
 * Covers:    poll epoll_ctl
 */
#include "contract.h"

#include <sys/mman.h>

int main(void) {
  short all = POLLIN | POLLPRI | POLLOUT | POLLRDHUP;
  int epoll = (int)must(epoll_create1(0));
  struct epoll_event event = {.events = EPOLLIN};
  scratch();
  must(close((int)must(open("file", O_CREAT | O_WRONLY, 0600))));
  static const struct { const char *name, *path; int flags; } kinds[] = {
      {"read_only_file", "file", O_RDONLY}, {"write_only_file", "file", O_WRONLY}, {"directory", ".", O_RDONLY},
      {"null", "/dev/null", O_RDONLY},      {"zero", "/dev/zero", O_RDONLY},       {"full", "/dev/full", O_WRONLY},
      {"urandom", "/dev/urandom", O_RDONLY}, {"path_only", "file", O_PATH},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    int fd = (int)must(open(kinds[i].path, kinds[i].flags));
    observe(kinds[i].name, poll_one(fd, all, 0));
    const char *added = call(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
    observe(join(kinds[i].name, "_epoll"), added);
  }
  int memory = (int)must(memfd_create("m", 0));
  check("memfd", poll_one(memory, all, 0), "POLLIN|POLLOUT");
  check("memfd_epoll", call(epoll_ctl(epoll, EPOLL_CTL_ADD, memory, &event)), "EPERM");
  check("mounts", poll_one((int)must(open("/proc/self/mounts", O_RDONLY)), POLLIN | POLLPRI, 0), "POLLIN");
  check("own_epoll", call(epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, &event)), "EINVAL");
  check("empty_epoll", poll_one((int)must(epoll_create1(0)), all, 0), "timeout");
  return verdict();
}
