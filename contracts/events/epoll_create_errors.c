/* Contract:  epoll_create wants a positive size and forgets it; epoll_create1 knows one flag. An epoll is neither read nor
 *            written nor sought.
 * Source:    epoll_create(2), ERRORS
 * Covers:    epoll_create epoll_create1
 */
#include "contract.h"

int main(void) {
  char byte = 0;
  check("size_0", made(syscall(SYS_epoll_create, 0)), "EINVAL");
  check("size_negative", made(syscall(SYS_epoll_create, -1)), "EINVAL");
  int plain = (int)must(syscall(SYS_epoll_create, 1));
  check("no_cloexec", descriptor_flags(fcntl(plain, F_GETFD)), "0");
  check("unknown_flag", made(syscall(SYS_epoll_create1, 1)), "EINVAL");
  int fd = (int)must(epoll_create1(EPOLL_CLOEXEC));
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR");
  check("read", call(read(fd, &byte, 1)), "EINVAL");
  check("write", call(write(fd, &byte, 1)), "EINVAL");
  check("seek", call(lseek(fd, 0, SEEK_SET)), "0");
  char link[64] = "";
  ssize_t size = must(readlink(join("/proc/self/fd/", number(fd, 10)), link, sizeof link));
  check("link", text(link, size), "anon_inode:[eventpoll]");
  struct stat info;
  must(fstat(fd, &info));
  check("type_bits", (int)(info.st_mode & S_IFMT), 0);
  struct epoll_event events[2];
  int p[2];
  must(pipe(p));
  must(epoll_ctl(plain, EPOLL_CTL_ADD, p[1], &(struct epoll_event){.events = EPOLLOUT}));
  check("size_is_no_limit", call(epoll_ctl(plain, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN})), "0");
  must(write(p[1], "x", 1));
  check("both", call(epoll_wait(plain, events, 2, 0)), "2");
  return verdict();
}
