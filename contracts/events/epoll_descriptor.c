/* Contract:  An epoll descriptor takes EPOLL_CLOEXEC, cannot be read or written, and is shared by dup and fork.
 * Source:    epoll_create(2); epoll(7)
 * Covers:    epoll_create epoll_create1 epoll_ctl epoll_wait
 */
#include "contract.h"

#include <sys/eventfd.h>

int main(void) {
  char byte;
  check("size_zero", call(syscall(SYS_epoll_create, 0)), "EINVAL");
  check("bad_flags", call(epoll_create1(1)), "EINVAL");
  int plain = (int)must(epoll_create(1)), closing = (int)must(epoll_create1(EPOLL_CLOEXEC));
  check("plain", descriptor_flags(fcntl(plain, F_GETFD)), "0");
  check("cloexec", descriptor_flags(fcntl(closing, F_GETFD)), "FD_CLOEXEC");
  check("open_flags", open_flags(fcntl(plain, F_GETFL)), "O_RDWR");
  check("read", call(read(plain, &byte, 1)), "EINVAL");
  check("write", call(write(plain, "x", 1)), "EINVAL");

  int event = (int)must(eventfd(0, 0)), copy = (int)must(dup(plain));
  struct epoll_event ready, wanted = {.events = EPOLLIN, .data.u32 = 5};
  must(epoll_ctl(plain, EPOLL_CTL_ADD, event, &wanted));
  check("dup_has_it", call(epoll_ctl(copy, EPOLL_CTL_ADD, event, &wanted)), "EEXIST");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    uint64_t one = 1;
    if (write(event, &one, 8) != 8 || epoll_wait(copy, &ready, 1, 0) != 1) _exit(1);
    _exit(epoll_ctl(copy, EPOLL_CTL_DEL, event, NULL) == 0 ? 0 : 2);
  }
  check("child", reap(child), "exited 0");
  check("deleted_by_the_child", call(epoll_ctl(plain, EPOLL_CTL_DEL, event, NULL)), "ENOENT");
  check("empty", call(epoll_wait(plain, &ready, 1, 0)), "0");
  return verdict();
}
