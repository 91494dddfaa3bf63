/* Contract:  select and pselect6: closed descriptors, bad numbers, times and pointers; sets are left as they were on errors.
 * Source:    select(2), ERRORS; core_sys_select
 * Covers:    select pselect6
 */
#include "contract.h"

#include <sys/select.h>

static const char *one(int fd, int n, struct timeval *time) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  int result = (int)syscall(SYS_select, n, &set, NULL, NULL, time);
  return join(call(result), FD_ISSET(fd, &set) ? "_set" : "_clear");
}

int main(void) {
  int p[2], closed = 40;
  must(pipe(p));
  check("closed", one(closed, closed + 1, &(struct timeval){0, 0}), "EBADF_set");
  check("beyond_n", one(closed, closed, &(struct timeval){0, 0}), "0_clear");
  check("n_negative", one(p[0], -1, &(struct timeval){0, 0}), "EINVAL_set");
  check("n_zero", one(p[0], 0, &(struct timeval){0, 0}), "0_set");
  check("not_ready", one(p[0], p[0] + 1, &(struct timeval){0, 0}), "0_clear");
  check("time_negative", one(p[0], p[0] + 1, &(struct timeval){-1, 0}), "EINVAL_set");
  check("micros_negative", one(p[0], p[0] + 1, &(struct timeval){0, -1}), "EINVAL_set");
  check("micros_too_many", one(p[0], p[0] + 1, &(struct timeval){0, 1500000}), "0_clear");
  check("huge_n", one(p[0], 1 << 20, &(struct timeval){0, 0}), "0_clear");
  check("bad_set", call(syscall(SYS_select, 1, (void *)16, NULL, NULL, NULL)), "EFAULT");
  check("bad_time", call(syscall(SYS_select, 0, NULL, NULL, NULL, (void *)16)), "EFAULT");
  struct timespec now = {0, 1000000000};
  check("nanos_too_many", call(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &now, NULL)), "EINVAL");
  now.tv_nsec = 0;
  struct { const void *set; size_t size; } mask = {(void *)16, 8}, wrong = {&mask, 4};
  check("bad_mask", call(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &now, &mask)), "EFAULT");
  check("mask_size", call(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &now, &wrong)), "EINVAL");
  mask.set = NULL;
  check("no_mask", call(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &now, &mask)), "0");
  fd_set in, out;
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_SET(p[0], &in);
  FD_SET(p[1], &out);
  must(write(p[1], "x", 1));
  check("counts_both", call(select(p[1] + 1, &in, &out, NULL, NULL)), "2");
  FD_SET(p[1], &in);
  check("same_in_two_sets", call(select(p[1] + 1, &in, &out, NULL, NULL)), "2");
  check("write_end_is_not_readable", FD_ISSET(p[1], &in) != 0, 0);
  return verdict();
}
