/* Contract:  RLIMIT_MEMLOCK bounds what mlock, mlockall and MAP_LOCKED may lock; locked pages stay until they are unlocked.
 * Source:    mlock(2), "Limits and permissions"; mmap(2) on MAP_LOCKED; madvise(2) on MADV_DONTNEED
 * Covers:    mlock mlock2 munlock mlockall munlockall
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum { PAGE = 4096 };

static void set_limit(rlim_t bytes) { must(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){bytes, bytes})); }

static char *pages(int count, int flags) {
  size_t size = (size_t)count * PAGE;
  /* Not through libc: musl calls EPERM ENOMEM. */
  return (char *)syscall(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static int resident(char *at) {
  unsigned char seen;
  must(mincore(at, PAGE, &seen));
  return seen & 1;
}

int main(void) {
  char *memory = (char *)must(pages(8, 0));
  set_limit(3 * PAGE);
  check("untouched", resident(memory), 0);
  check("lock_two", call(mlock(memory + 5, PAGE)), "0");
  check("both_ends_brought_in", resident(memory) + resident(memory + PAGE), 2);
  check("locking_again_costs_nothing", call(mlock(memory, 2 * PAGE)), "0");
  check("dontneed_locked", call(madvise(memory, PAGE, MADV_DONTNEED)), "EINVAL");
  check("msync_invalidate_locked", call(msync(memory, PAGE, MS_INVALIDATE)), "EBUSY");

  check("lock_third", call(mlock(memory + 2 * PAGE, PAGE)), "0");
  check("lock_fourth", call(mlock(memory + 3 * PAGE, PAGE)), "ENOMEM");
  check("map_locked", made((long)pages(1, MAP_LOCKED)), "EAGAIN");
  check("mlockall", call(mlockall(MCL_CURRENT)), "ENOMEM");
  check("unlock", call(munlock(memory, 2 * PAGE)), "0");
  check("dontneed_unlocked", call(madvise(memory, PAGE, MADV_DONTNEED)), "0");
  check("on_fault", call(syscall(SYS_mlock2, memory + 4 * PAGE, PAGE, MLOCK_ONFAULT)), "0");
  check("on_fault_brings_nothing", resident(memory + 4 * PAGE), 0);

  must(munmap(memory + 6 * PAGE, PAGE));
  check("hole", call(munlock(memory + 5 * PAGE, 3 * PAGE)), "ENOMEM");
  check("nothing_there", call(munlock(memory + 6 * PAGE, PAGE)), "ENOMEM");
  check("length_zero", call(mlock(memory, 0)), "0");
  check("mlock2_flags", call(syscall(SYS_mlock2, memory, PAGE, 2)), "EINVAL");
  check("mlockall_no_flags", call(mlockall(0)), "EINVAL");
  check("mlockall_on_fault_alone", call(mlockall(MCL_ONFAULT)), "EINVAL");

  check("munlockall", call(munlockall()), "0");
  check("future", call(mlockall(MCL_FUTURE)), "0");
  char *later = (char *)must(pages(1, 0));
  check("future_is_brought_in", resident(later), 1);
  check("future_is_locked", call(madvise(later, PAGE, MADV_DONTNEED)), "EINVAL");
  check("future_too_large", made((long)pages(4, 0)), "EAGAIN");
  must(munlockall());

  set_limit(0);
  check("no_limit_left", call(mlock(memory, PAGE)), "EPERM");
  check("map_locked_forbidden", made((long)pages(1, MAP_LOCKED)), "EPERM");
  check("unlocking_always_works", call(munlock(memory, PAGE)), "0");
  return verdict();
}
