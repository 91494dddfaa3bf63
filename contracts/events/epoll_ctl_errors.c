/* Contract:  epoll_ctl: ADD twice is EEXIST, MOD and DEL of the unknown ENOENT, a file without poll EPERM.
 * Source:    epoll_ctl(2), ERRORS; epoll_create(2)
 * Covers:    epoll_ctl epoll_create epoll_create1
 */
#include "contract.h"

int main(void) {
  int p[2], epoll = (int)must(epoll_create1(EPOLL_CLOEXEC)), other = (int)must(epoll_create1(0));
  struct epoll_event event = {.events = EPOLLIN};
  must(pipe(p));
  scratch();
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));

  check("cloexec", descriptor_flags(fcntl(epoll, F_GETFD)), "FD_CLOEXEC");
  check("no_cloexec", descriptor_flags(fcntl(other, F_GETFD)), "0");
  check("mod_unknown", call(epoll_ctl(epoll, EPOLL_CTL_MOD, p[0], &event)), "ENOENT");
  check("del_unknown", call(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], &event)), "ENOENT");
  check("add", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event)), "0");
  check("add_again", call(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &event)), "EEXIST");
  check("add_in_other_set", call(epoll_ctl(other, EPOLL_CTL_ADD, p[0], &event)), "0");
  check("add_regular_file", call(epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event)), "EPERM");
  check("add_itself", call(epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, &event)), "EINVAL");
  check("add_closed", call(epoll_ctl(epoll, EPOLL_CTL_ADD, 99, &event)), "EBADF");
  check("on_closed", call(epoll_ctl(99, EPOLL_CTL_ADD, p[0], &event)), "EBADF");
  check("on_a_pipe", call(epoll_ctl(p[1], EPOLL_CTL_ADD, p[0], &event)), "EINVAL");
  check("unknown_operation", call(epoll_ctl(epoll, 9, p[0], &event)), "EINVAL");
  check("nest", call(epoll_ctl(epoll, EPOLL_CTL_ADD, other, &event)), "0");
  check("nest_in_a_ring", call(epoll_ctl(other, EPOLL_CTL_ADD, epoll, &event)), "ELOOP");
  check("create_size_0", call(syscall(SYS_epoll_create, 0)), "EINVAL");
  check("create_size_1", made(syscall(SYS_epoll_create, 1)), "ok");
  check("create1_unknown_flag", call(epoll_create1(1)), "EINVAL");
  check("read", call(read(epoll, &event, 1)), "EINVAL");
  return verdict();
}
