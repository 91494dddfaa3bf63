/* Contract:  A descriptor table at RLIMIT_NOFILE answers EMFILE to every call that needs a number, until one is
 *            closed.
 * Source:    open(2), pipe(2), dup(2), "EMFILE"
 * Covers:    open pipe2 dup socketpair eventfd2 memfd_create epoll_create1
 */
#include "contract.h"

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

int main(void) {
  scratch();
  must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){20, 20}));
  int last = -1, fd, p[2] = {-7, -7};
  while ((fd = open("/dev/null", O_RDONLY)) != -1) last = fd;
  check("open", error_name(errno), "EMFILE");
  check("last", last, 19);
  check("creat", call(open("never", O_CREAT | O_WRONLY, 0600)), "EMFILE");
  check("nothing_created", call(access("never", F_OK)), "ENOENT");
  check("missing_too", call(open("none", O_RDONLY)), "EMFILE");
  check("pipe", call(pipe(p)), "EMFILE");
  check("pipe_array_untouched", p[0] == -7 && p[1] == -7, 1);
  check("dup", call(dup(0)), "EMFILE");
  check("socketpair", call(socketpair(AF_UNIX, SOCK_STREAM, 0, p)), "EMFILE");
  check("eventfd", call(eventfd(0, 0)), "EMFILE");
  check("memfd", call(memfd_create("x", 0)), "EMFILE");
  check("epoll", call(epoll_create1(0)), "EMFILE");
  check("dup2_needs_none_new", call(dup2(0, 10)), "10");

  must(close(7));
  check("pipe_with_one_free", call(pipe(p)), "EMFILE");
  check("the_free_one_stayed", call(open("/dev/null", O_RDONLY)), "7");
  must(close(5));
  must(close(9));
  check("pipe_with_two_free", call(pipe(p)), "0");
  check("lowest_first", join(join(number(p[0], 10), " "), number(p[1], 10)), "5 9");

  must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){8, 20}));
  must(close(12));
  check("closed_above_a_lowered_limit", call(dup(0)), "EMFILE");
  check("high_ones_still_work", made(fcntl(15, F_GETFL)), "ok");
  must(close(6));
  check("below_it", call(dup(0)), "6");
  return verdict();
}
