/* Contract:  poll and ppoll: too many entries, bad pointers and times; negative descriptors are passed over, and revents is
 *            cleared.
 * Source:    poll(2), ERRORS, NOTES
 * Covers:    poll ppoll
 */
#include "contract.h"

#include <sys/resource.h>

int main(void) {
  int p[2];
  struct pollfd list[4];
  must(pipe(p));
  must(write(p[1], "x", 1));
  list[0] = (struct pollfd){.fd = -1, .events = POLLIN, .revents = 0x7f};
  list[1] = (struct pollfd){.fd = p[0], .events = POLLIN, .revents = 0x7f};
  list[2] = (struct pollfd){.fd = -7, .events = 0, .revents = 0x7f};
  list[3] = (struct pollfd){.fd = 999, .events = 0, .revents = 0};
  check("counts", call(poll(list, 4, -1)), "2");
  check("negative_is_cleared", list[0].revents, 0);
  check("ready", poll_events(list[1].revents), "POLLIN");
  check("other_negative", list[2].revents, 0);
  check("closed", poll_events(list[3].revents), "POLLNVAL");
  check("bad_list", call(poll((void *)16, 1, 0)), "EFAULT");
  check("no_list", call(poll(NULL, 0, 0)), "0");
  struct rlimit limit = {8, 8};
  must(setrlimit(RLIMIT_NOFILE, &limit));
  struct pollfd many[9];
  for (int i = 0; i < 9; i++) many[i] = (struct pollfd){.fd = -1};
  check("too_many", call(poll(many, 9, 0)), "EINVAL");
  check("as_many_as_the_limit", call(poll(many, 8, 0)), "0");
  struct timespec time = {0, -1};
  check("nanos_negative", call(ppoll(list, 1, &time, NULL)), "EINVAL");
  time = (struct timespec){-1, 0};
  check("seconds_negative", call(ppoll(list, 1, &time, NULL)), "EINVAL");
  check("bad_time", call(syscall(SYS_ppoll, list, 1, (void *)16, NULL, 8)), "EFAULT");
  check("bad_mask", call(syscall(SYS_ppoll, list, 1, NULL, (void *)16, 8)), "EFAULT");
  sigset_t none;
  sigemptyset(&none);
  check("mask_size", call(syscall(SYS_ppoll, list, 1, NULL, &none, 4)), "EINVAL");
  time = (struct timespec){0, 0};
  check("at_once", call(ppoll(list, 1, &time, &none)), "0");
  list[1].events = 0;
  check("asked_for_nothing", call(poll(list + 1, 1, 0)), "0");
  return verdict();
}
