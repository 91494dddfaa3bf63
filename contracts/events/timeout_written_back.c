/* Contract:  select, pselect6 and ppoll (the system calls) write back the time that was left: zero after a timeout, less
 *            than was given otherwise.
 * Source:    select(2), "The timeout" and NOTES, "C library/kernel differences"; ppoll(2)
 * Covers:    select pselect6 ppoll
 */
#include "contract.h"

#include <sys/select.h>

static const char *left(long seconds, long fraction) {
  if (seconds == 0 && fraction == 0) return "nothing";
  return seconds < 100 || (seconds == 100 && fraction == 0) ? seconds == 100 ? "all" : "less" : "more";
}

int main(void) {
  int p[2];
  must(pipe(p));
  struct timeval tv = {0, 2000};
  struct timespec ts = {0, 2000000};
  struct pollfd one = {.fd = p[0], .events = POLLIN};
  check("select_timeout", call(syscall(SYS_select, 0, NULL, NULL, NULL, &tv)), "0");
  check("select_left", left(tv.tv_sec, tv.tv_usec), "nothing");
  check("pselect6_timeout", call(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &ts, NULL)), "0");
  check("pselect6_left", left(ts.tv_sec, ts.tv_nsec), "nothing");
  ts.tv_nsec = 2000000;
  check("ppoll_timeout", call(syscall(SYS_ppoll, &one, 1, &ts, NULL, 0)), "0");
  check("ppoll_left", left(ts.tv_sec, ts.tv_nsec), "nothing");

  must(write(p[1], "x", 1));
  fd_set reading;
  FD_ZERO(&reading);
  FD_SET(p[0], &reading);
  tv = (struct timeval){100, 0};
  check("select_ready", call(syscall(SYS_select, p[0] + 1, &reading, NULL, NULL, &tv)), "1");
  check("select_ready_left", left(tv.tv_sec, tv.tv_usec), "less");
  ts = (struct timespec){100, 0};
  check("ppoll_ready", call(syscall(SYS_ppoll, &one, 1, &ts, NULL, 0)), "1");
  check("ppoll_ready_left", left(ts.tv_sec, ts.tv_nsec), "less");
  tv = (struct timeval){98, 1500000};
  check("microseconds_carry", call(syscall(SYS_select, p[0] + 1, &reading, NULL, NULL, &tv)), "1");
  check("carried", tv.tv_sec == 99 && tv.tv_usec < 1000000, 1);
  ts = (struct timespec){0, 1000000000};
  check("bad_nanoseconds", call(syscall(SYS_ppoll, &one, 1, &ts, NULL, 0)), "EINVAL");
  check("not_written", ts.tv_nsec == 1000000000, 1);
  return verdict();
}
