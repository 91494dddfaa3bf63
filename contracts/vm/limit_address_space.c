/* Contract:  RLIMIT_AS bounds all mappings together: mmap, mremap and brk refuse what goes beyond, and what is unmapped
 *            can be mapped again.
 * Source:    getrlimit(2), RLIMIT_AS
 * Covers:    mmap mremap brk setrlimit
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum { MIB = 1 << 20, RW = PROT_READ | PROT_WRITE, ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS };

static const char *map(int mib, int prot, int flags) { return made((long)mmap(0, (size_t)mib * MIB, prot, flags, -1, 0)); }

int main(void) {
  char *first = (char *)must(mmap(0, 32 * MIB, RW, ANONYMOUS, -1, 0));
  must(setrlimit(RLIMIT_AS, &(struct rlimit){48 * MIB, 48 * MIB}));
  check("beyond", map(32, RW, ANONYMOUS), "ENOMEM");
  check("without_rights_too", map(32, PROT_NONE, ANONYMOUS), "ENOMEM");
  check("without_reserve_too", map(32, RW, ANONYMOUS | MAP_NORESERVE), "ENOMEM");
  check("shared_too", map(32, RW, MAP_SHARED | MAP_ANONYMOUS), "ENOMEM");
  check("within", map(4, RW, ANONYMOUS), "ok");
  check("mremap_beyond", made((long)mremap(first, 32 * MIB, 64 * MIB, MREMAP_MAYMOVE)), "ENOMEM");
  check("data_is_kept", (first[0] = 'k'), 'k');
  char *end = (char *)syscall(SYS_brk, 0);
  check("brk_beyond", syscall(SYS_brk, end + 32 * MIB) == (long)end, 1);
  check("brk_within", syscall(SYS_brk, end + MIB) == (long)(end + MIB), 1);
  must(munmap(first + 8 * MIB, 24 * MIB));
  check("after_unmapping", map(20, RW, ANONYMOUS), "ok");
  check("replacing_costs_nothing",
        made((long)mmap(first, 8 * MIB, RW, ANONYMOUS | MAP_FIXED, -1, 0)), "ok");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(mmap(0, 32 * MIB, RW, ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM ? 3 : 1);
  check("inherited", reap(child), "exited 3");
  return verdict();
}
