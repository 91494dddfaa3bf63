/* Contract:  A mask of processors is read and set whole: the own processor is in it, an empty mask is EINVAL, a short buffer
 *            too; getcpu names a processor of the mask; children inherit it.
 * Source:    sched_setaffinity(2), ERRORS; getcpu(2)
 * Covers:    sched_setaffinity sched_getaffinity getcpu
 */
#include "contract.h"

static unsigned long mask[128], one[128];

int main(void) {
  unsigned cpu = 9999, node = 9999;
  long size = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  check("size_is_a_multiple_of_8", size > 0 && size % 8 == 0, 1);
  check("getcpu", call(syscall(SYS_getcpu, &cpu, &node, 0)), "0");
  check("own_processor_is_in_the_mask", cpu < 8192 && (mask[cpu / 64] >> cpu % 64 & 1), 1);
  check("getcpu_nulls", call(syscall(SYS_getcpu, 0, 0, 0)), "0");
  check("getcpu_bad", call(syscall(SYS_getcpu, 8, 0, 0)), "EFAULT");

  int first = 0;
  while (!(mask[first / 64] >> first % 64 & 1)) first++;
  one[first / 64] = 1ul << first % 64;
  check("set_one", call(syscall(SYS_sched_setaffinity, 0, sizeof one, one)), "0");
  check("get_one", syscall(SYS_sched_getaffinity, getpid(), sizeof mask, mask) == size, 1);
  check("is_one", !memcmp(mask, one, (size_t)size), 1);
  must(syscall(SYS_getcpu, &cpu, 0, 0));
  check("runs_there", (int)cpu == first, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) == size && !memcmp(mask, one, (size_t)size));
  check("inherited", reap(child), "exited 1");

  memset(mask, 0, sizeof mask);
  check("empty", call(syscall(SYS_sched_setaffinity, 0, sizeof mask, mask)), "EINVAL");
  check("zero_bytes", call(syscall(SYS_sched_setaffinity, 0, 0, mask)), "EINVAL");
  check("bad_mask", call(syscall(SYS_sched_setaffinity, 0, 8, 8)), "EFAULT");
  check("set_nobody", call(syscall(SYS_sched_setaffinity, 99999, sizeof one, one)), "ESRCH");
  check("get_nobody", call(syscall(SYS_sched_getaffinity, 99999, sizeof mask, mask)), "ESRCH");
  check("get_odd_size", call(syscall(SYS_sched_getaffinity, 0, 9, mask)), "EINVAL");
  check("get_zero", call(syscall(SYS_sched_getaffinity, 0, 0, mask)), "EINVAL");
  check("get_bad", call(syscall(SYS_sched_getaffinity, 0, sizeof mask, 8)), "EFAULT");
  return verdict();
}
