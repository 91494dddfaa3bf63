/* Contract:  An eventfd adds what is written; read gives the sum and clears it, or takes one with EFD_SEMAPHORE.
 * Source:    eventfd(2)
 * Covers:    eventfd2 read write poll
 */
#include "contract.h"

#include <sys/eventfd.h>

static const char *take(int fd) {
  uint64_t value = 0;
  long size = read(fd, &value, sizeof value);
  return size == 8 ? number((long long)value, 16) : call(size);
}

static const char *add(int fd, uint64_t value) { return call(write(fd, &value, sizeof value)); }

int main(void) {
  uint64_t small = 0;
  int fd = (int)must(eventfd(3, EFD_NONBLOCK));
  check("poll_start", poll_one(fd, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  check("start", take(fd), "0x3");
  check("empty", take(fd), "EAGAIN");
  check("poll_empty", poll_one(fd, POLLIN | POLLOUT, SOON), "POLLOUT");
  check("add_2", add(fd, 2), "8");
  check("add_5", add(fd, 5), "8");
  check("sum", take(fd), "0x7");
  check("add_0", add(fd, 0), "8");
  check("still_empty", take(fd), "EAGAIN");

  check("add_all_ones", add(fd, UINT64_MAX), "EINVAL");
  check("add_most", add(fd, UINT64_MAX - 1), "8");
  check("poll_full", poll_one(fd, POLLIN | POLLOUT, SOON), "POLLIN");
  check("add_when_full", add(fd, 1), "EAGAIN");
  check("most", take(fd), "0xfffffffffffffffe");
  check("read_short_buffer", call(read(fd, &small, 4)), "EINVAL");
  check("write_short_buffer", call(write(fd, &small, 4)), "EINVAL");

  int semaphore = (int)must(eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK));
  check("down_first", take(semaphore), "0x1");
  check("down_second", take(semaphore), "0x1");
  check("down_third", take(semaphore), "EAGAIN");
  check("unknown_flag", call(eventfd(0, 0x40)), "EINVAL");
  return verdict();
}
