/* Contract:  wait4 and waitid tell what the child used; RUSAGE_CHILDREN counts it once it was waited for, and
 *            not for a child that was reaped by itself.
 * Source:    wait4(2); getrusage(2), RUSAGE_CHILDREN
 * Covers:    wait4 waitid getrusage times
 */
#include "contract.h"

#include <sys/resource.h>
#include <sys/times.h>

static long long used(const struct rusage *usage) {
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000ll + usage->ru_utime.tv_usec +
         usage->ru_stime.tv_usec;
}

static long long children(void) {
  struct rusage usage;
  must(getrusage(RUSAGE_CHILDREN, &usage));
  return used(&usage);
}

/* Ends after it has used that much CPU time of its own. */
static pid_t busy(void) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  while (clock_ns(CLOCK_PROCESS_CPUTIME_ID) < 1000000) {}
  _exit(0);
}

int main(void) {
  siginfo_t info;
  struct rusage usage;
  memset(&usage, 0x55, sizeof usage);
  check("none_yet", children(), 0);
  pid_t child = busy();
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("ended_is_not_counted", children(), 0);
  must(syscall(SYS_waitid, P_PID, child, &info, WEXITED | WNOWAIT, &usage));
  check("waitid_tells", used(&usage) >= 900, 1);
  check("still_not_counted", children(), 0);
  memset(&usage, 0x55, sizeof usage);
  must(wait4(child, 0, 0, &usage) == child ? 0 : -1);
  check("wait4_tells", used(&usage) >= 900, 1);
  check("counted", children() >= used(&usage), 1);

  long long before = children();
  signal(SIGCHLD, SIG_IGN);
  child = busy();
  check("reaped_by_itself", call(waitpid(child, 0, 0)), "ECHILD");
  check("not_counted", children() == before, 1);
  memset(&usage, 0x55, sizeof usage);
  check("nobody", call(wait4(-1, 0, 0, &usage)), "ECHILD");
  check("usage_untouched", usage.ru_maxrss == 0x5555555555555555, 1);
  check("times", times(&(struct tms){0}) != -1, 1);
  check("who", call(getrusage(5, &usage)), "EINVAL");
  check("who_then_address", call(syscall(SYS_getrusage, RUSAGE_SELF, 8)), "EFAULT");
  return verdict();
}
