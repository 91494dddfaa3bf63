/* Contract:  A time namespace gets its offsets of CLOCK_MONOTONIC and CLOCK_BOOTTIME through timens_offsets before the
 *            first process is in it; its children see the clocks moved.
 * Source:    time_namespaces(7)
 * Covers:    unshare clock_gettime setns
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

#define FILE_NAME "/proc/self/timens_offsets"
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

static long seconds(clockid_t clock) {
  struct timespec time;
  /* The system call itself: the library's clocks may be the processor's. */
  must(syscall(SYS_clock_gettime, clock, &time));
  return time.tv_sec;
}

static const char *hundreds_ahead(void) {
  long monotonic = seconds(CLOCK_MONOTONIC), boot = seconds(CLOCK_BOOTTIME);
  return join(number(monotonic / 10000000, 10), join(" ", number(boot / 10000000, 10)));
}

int main(void) {
  unsigned long own = inode_of("/proc/self/ns/time");
  check("before", contents(FILE_NAME), "monotonic           0         0\\0aboottime            0         0");
  check("settled", put(FILE_NAME, "monotonic 5 0\n"), "EPERM");
  must(unshare(CLONE_NEWUSER));
  check("unshare", call(unshare(CLONE_NEWTIME)), "0");
  check("own_stays", inode_of("/proc/self/ns/time") == own, 1);
  check("childrens", inode_of("/proc/self/ns/time_for_children") != own, 1);
  check("unknown_clock", put(FILE_NAME, "realtime 1 0\n"), "EINVAL");
  check("one_number", put(FILE_NAME, "monotonic 1\n"), "EINVAL");
  check("nanoseconds", put(FILE_NAME, "monotonic 1 1000000000\n"), "EINVAL");
  check("below_zero", put(FILE_NAME, "monotonic -100000000 0\n"), "ERANGE");
  check("set", put(FILE_NAME, "monotonic 10000000 0\nboottime 20000000 7\n"), "ok");
  check("says", contents(FILE_NAME), "monotonic    10000000         0\\0aboottime     20000000         7");
  check("own_clock", hundreds_ahead(), "0 0");
  check("child", said_by_child(0, hundreds_ahead), "1 2");
  check("too_late", put(FILE_NAME, "monotonic 1 0\n"), "EACCES");
  return verdict();
}
