/* Contract:  poll and select with a zero timeout still look, and report what is ready at that moment.
 * Source:    poll(2), "Specifying a timeout of zero"; select(2)
 * Behaviour: B07
 * Covers:    poll ppoll select pselect6
 */
#include "contract.h"

#include <sys/select.h>

static const char *select_read(int fd) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  int count = select(fd + 1, &set, 0, 0, &(struct timeval){0, 0});
  return join(call(count), FD_ISSET(fd, &set) ? " set" : " clear");
}

static const char *pselect_write(int fd) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  int count = pselect(fd + 1, 0, &set, 0, &(struct timespec){0, 0}, 0);
  return join(call(count), FD_ISSET(fd, &set) ? " set" : " clear");
}

static const char *ppoll_read(int fd) {
  struct pollfd one = {.fd = fd, .events = POLLIN};
  int count = ppoll(&one, 1, &(struct timespec){0, 0}, 0);
  return join(join(call(count), " "), poll_events(one.revents));
}

int main(void) {
  int p[2];
  char byte;
  must(pipe(p));
  check("poll_empty", poll_one(p[0], POLLIN, 0), "timeout");
  check("select_empty", select_read(p[0]), "0 clear");
  check("ppoll_empty", ppoll_read(p[0]), "0 0");
  check("poll_writable", poll_one(p[1], POLLOUT, 0), "POLLOUT");
  check("pselect_writable", pselect_write(p[1]), "1 set");

  must(write(p[1], "x", 1));
  check("poll_data", poll_one(p[0], POLLIN, 0), "POLLIN");
  check("select_data", select_read(p[0]), "1 set");
  check("ppoll_data", ppoll_read(p[0]), "1 POLLIN");
  check("poll_again", poll_one(p[0], POLLIN, 0), "POLLIN");

  must(read(p[0], &byte, 1));
  check("poll_drained", poll_one(p[0], POLLIN, 0), "timeout");
  check("select_drained", select_read(p[0]), "0 clear");
  check("poll_no_descriptors", call(poll(0, 0, 0)), "0");
  return verdict();
}
