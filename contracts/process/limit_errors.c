/* Contract:  setrlimit and prlimit check the resource, the address and the two values, and answer the old limits; a soft
 *            limit may move up to the hard one, a hard one only down.
 * Source:    getrlimit(2), ERRORS
 * Covers:    getrlimit setrlimit prlimit64
 */
#include "contract.h"

#include <sys/resource.h>

static const char *limit_of(int resource) {
  struct rlimit now;
  must(getrlimit(resource, &now));
  return join(join(number((long long)now.rlim_cur, 10), " "), number((long long)now.rlim_max, 10));
}

static const char *set(int resource, rlim_t soft, rlim_t hard) {
  return call(syscall(SYS_setrlimit, resource, &(struct rlimit){soft, hard}));
}

int main(void) {
  struct rlimit old, next = {70, 80};
  check("files", limit_of(RLIMIT_NOFILE), "1024 4096");
  check("lower", set(RLIMIT_NOFILE, 50, 100), "0");
  check("lowered", limit_of(RLIMIT_NOFILE), "50 100");
  check("soft_to_hard", set(RLIMIT_NOFILE, 100, 100), "0");
  check("soft_above_hard", set(RLIMIT_NOFILE, 101, 100), "EINVAL");
  check("raise_hard", set(RLIMIT_NOFILE, 100, 101), "EPERM");
  check("unlimited", set(RLIMIT_NOFILE, 100, RLIM_INFINITY), "EPERM");
  check("unchanged", limit_of(RLIMIT_NOFILE), "100 100");
  check("infinity_stays", limit_of(RLIMIT_CPU), "-1 -1");
  check("no_resource", set(16, 1, 1), "EINVAL");
  check("negative_resource", set(-1, 1, 1), "EINVAL");
  check("get_no_resource", call(syscall(SYS_getrlimit, 16, &old)), "EINVAL");
  check("get_null", call(syscall(SYS_getrlimit, RLIMIT_CPU, 0)), "EFAULT");
  check("set_null", call(syscall(SYS_setrlimit, RLIMIT_CPU, 0)), "EFAULT");
  check("set_bad_address_and_resource", call(syscall(SYS_setrlimit, 16, 8)), "EFAULT");

  check("prlimit", call(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &next, &old)), "0");
  check("prlimit_old", (long long)old.rlim_cur, 100);
  check("prlimit_new", limit_of(RLIMIT_NOFILE), "70 80");
  check("prlimit_nothing", call(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, 0)), "0");
  check("prlimit_nobody", call(syscall(SYS_prlimit64, 99999, RLIMIT_NOFILE, 0, &old)), "ESRCH");
  check("prlimit_no_resource", call(syscall(SYS_prlimit64, 0, 16, 0, &old)), "EINVAL");
  check("prlimit_bad_new", call(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 8, 0)), "EFAULT");
  check("prlimit_bad_old", call(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, 8)), "EFAULT");

  int hold[2];
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    close(hold[1]);
    (void)!read(hold[0], &byte, 1);
    getrlimit(RLIMIT_NOFILE, &old);
    _exit((int)old.rlim_cur);
  }
  next.rlim_cur = 33;
  check("of_a_child", call(syscall(SYS_prlimit64, child, RLIMIT_NOFILE, &next, &old)), "0");
  check("inherited", (long long)old.rlim_cur, 70);
  must(close(hold[1]));
  check("child_has_it", reap(child), "exited 33");
  check("ours_stays", limit_of(RLIMIT_NOFILE), "70 80");
  return verdict();
}
