/* Contract:  poll skips negative descriptors, says POLLNVAL of closed and O_PATH ones without being asked, and files and
 *            directories are always ready.
 * Source:    poll(2); open(2), O_PATH
 * Behaviour: B13
 * Covers:    poll
 */
#include "contract.h"

#include <sys/resource.h>

int main(void) {
  int p[2];
  scratch();
  must(pipe(p));
  struct pollfd many[] = {
      {.fd = -1, .events = POLLIN, .revents = 77},
      {.fd = 99, .events = 0},
      {.fd = (int)must(open(".", O_PATH)), .events = POLLIN},
      {.fd = (int)must(open(".", O_RDONLY)), .events = POLLIN | POLLOUT | POLLPRI},
      {.fd = (int)must(open("file", O_RDWR | O_CREAT, 0600)), .events = POLLIN},
      {.fd = p[1], .events = POLLIN},
      {.fd = p[0], .events = 0},
  };
  check("count", call(poll(many, 7, 0)), "4");
  check("negative", poll_events(many[0].revents), "0");
  check("closed", poll_events(many[1].revents), "POLLNVAL");
  check("path", poll_events(many[2].revents), "POLLNVAL");
  check("directory", poll_events(many[3].revents), "POLLIN|POLLOUT");
  check("file", poll_events(many[4].revents), "POLLIN");
  check("unasked_writable", poll_events(many[5].revents), "0");
  check("nothing_asked", poll_events(many[6].revents), "0");
  must(close(p[0]));
  check("reader_gone", call(poll(many + 5, 1, 0)), "1");
  check("reader_gone_events", poll_events(many[5].revents), "POLLERR");

  struct rlimit limit;
  must(getrlimit(RLIMIT_NOFILE, &limit));
  limit.rlim_cur = 4;
  must(setrlimit(RLIMIT_NOFILE, &limit));
  check("more_than_the_limit", call(poll(many, 5, 0)), "EINVAL");
  check("as_many", call(poll(many, 4, 0)), "3");
  check("bad_array", call(poll((struct pollfd *)16, 1, 0)), "EFAULT");
  check("none", call(poll(NULL, 0, 0)), "0");
  return verdict();
}
