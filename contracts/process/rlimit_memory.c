/* Contract:  RLIMIT_AS bounds all mappings, RLIMIT_DATA private writable ones and the break; over the limit is ENOMEM,
 *            and what is there already stays usable.
 * Source:    getrlimit(2), RLIMIT_AS, RLIMIT_DATA; mmap(2), ENOMEM
 * Covers:    setrlimit mmap brk mremap mprotect
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum { MB = 1 << 20 };

static const char *map(size_t size, int protection, int flags) {
  void *at = mmap(0, size, protection, flags | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return error_name(errno);
  must(munmap(at, size));
  return "ok";
}

static void limit(int resource, rlim_t soft) { must(setrlimit(resource, &(struct rlimit){soft, 1 << 30})); }

int main(void) {
  char *kept = (char *)must(mmap(0, MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  limit(RLIMIT_AS, 64 * MB);
  check("as_small", map(MB, PROT_READ | PROT_WRITE, MAP_PRIVATE), "ok");
  check("as_private", map(64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE), "ENOMEM");
  check("as_shared", map(64 * MB, PROT_READ | PROT_WRITE, MAP_SHARED), "ENOMEM");
  check("as_none", map(64 * MB, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE), "ENOMEM");
  check("as_mremap", made((long)mremap(kept, MB, 64 * MB, MREMAP_MAYMOVE)), "ENOMEM");
  limit(RLIMIT_AS, 4096);
  check("as_nothing_more", map(4096, PROT_READ, MAP_PRIVATE), "ENOMEM");
  kept[MB - 1] = 7;
  check("as_kept", kept[MB - 1], 7);
  check("as_replace", made((long)mmap(kept, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)),
        "ENOMEM");
  check("as_unmap", call(munmap(kept, MB)), "0");
  limit(RLIMIT_AS, 1 << 30);

  limit(RLIMIT_DATA, 8 * MB);
  check("data_private", map(16 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE), "ENOMEM");
  check("data_read_only", map(16 * MB, PROT_READ, MAP_PRIVATE), "ok");
  check("data_shared", map(16 * MB, PROT_READ | PROT_WRITE, MAP_SHARED), "ok");
  char *plain = (char *)must(mmap(0, 16 * MB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  check("data_mprotect", call(mprotect(plain, 16 * MB, PROT_READ | PROT_WRITE)), "ENOMEM");
  check("data_mprotect_small", call(mprotect(plain, MB, PROT_READ | PROT_WRITE)), "0");
  char *end = (char *)syscall(SYS_brk, 0);
  check("data_brk", (char *)syscall(SYS_brk, end + 16 * MB) == end, 1);
  check("data_brk_small", (char *)syscall(SYS_brk, end + 4096) == end + 4096, 1);
  return verdict();
}
