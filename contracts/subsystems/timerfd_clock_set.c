/* Contract:  When the real-time clock is set, an absolute timerfd with TFD_TIMER_CANCEL_ON_SET is readable and answers
 *            ECANCELED, one without it expires by the new time, and others stay.
 * Source:    timerfd_create(2), TFD_TIMER_CANCEL_ON_SET
 * Covers:    timerfd_settime clock_settime read
 * Requires:  real-root
 */
#include "contract.h"
#include <sys/timerfd.h>

enum { FAR = 100000 }; /* seconds */

static int timer(clockid_t clock, int flags, long seconds) {
  struct timespec at = {0, 0};
  if (flags & TFD_TIMER_ABSTIME) must(clock_gettime(clock, &at));
  int fd = (int)must(timerfd_create(clock, TFD_NONBLOCK));
  must(timerfd_settime(fd, flags, &(struct itimerspec){.it_value = {at.tv_sec + seconds, 0}}, 0));
  return fd;
}

static const char *ticks(int fd) {
  uint64_t count;
  return read(fd, &count, sizeof count) == 8 ? number((long long)count, 10) : error_name(errno);
}

int main(void) {
  struct timespec now;
  int cancelled = timer(CLOCK_REALTIME, TFD_TIMER_ABSTIME | 2, 2 * FAR), plain = timer(CLOCK_REALTIME, TFD_TIMER_ABSTIME, FAR);
  int farther = timer(CLOCK_REALTIME, TFD_TIMER_ABSTIME, 4 * FAR), relative = timer(CLOCK_REALTIME, 0, FAR);
  int monotonic = timer(CLOCK_MONOTONIC, TFD_TIMER_ABSTIME, FAR);
  check("quiet", poll_one(cancelled, POLLIN, SOON), "timeout");
  must(clock_gettime(CLOCK_REALTIME, &now));
  now.tv_sec += FAR + 10;
  must(clock_settime(CLOCK_REALTIME, &now));
  check("readable", poll_one(cancelled, POLLIN, BOUND), "POLLIN");
  check("cancelled", ticks(cancelled), "ECANCELED");
  check("once", ticks(cancelled), "EAGAIN");
  check("passed", poll_one(plain, POLLIN, BOUND), "POLLIN");
  check("ticks", ticks(plain), "1");
  check("farther", ticks(farther), "EAGAIN");
  check("relative", ticks(relative), "EAGAIN");
  check("monotonic", ticks(monotonic), "EAGAIN");
  must(clock_gettime(CLOCK_REALTIME, &now));
  now.tv_sec -= FAR + 10;
  must(clock_settime(CLOCK_REALTIME, &now));
  check("back", ticks(cancelled), "ECANCELED");
  return verdict();
}
