/* Contract:  RLIMIT_DATA bounds private writable memory: the heap, mappings, and what mprotect makes writable, but not
 *            shared memory or what cannot be written.
 * Source:    getrlimit(2), RLIMIT_DATA
 * Covers:    mmap mprotect brk setrlimit
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum { MIB = 1 << 20, RW = PROT_READ | PROT_WRITE };

static void *map(int prot, int kind, int fd) { return mmap(0, 16 * MIB, prot, kind, fd, 0); }

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(setrlimit(RLIMIT_DATA, &(struct rlimit){8 * MIB, 8 * MIB}));
  check("private_writable", made((long)map(RW, MAP_PRIVATE | MAP_ANONYMOUS, -1)), "ENOMEM");
  check("private_file_writable", made((long)map(RW, MAP_PRIVATE, fd)), "ENOMEM");
  check("shared", made((long)map(RW, MAP_SHARED | MAP_ANONYMOUS, -1)), "ok");
  check("shared_file", made((long)map(RW, MAP_SHARED, fd)), "ok");
  char *quiet = map(PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  check("private_read_only", made((long)quiet), "ok");
  check("made_writable", call(mprotect(quiet, 16 * MIB, RW)), "ENOMEM");
  check("a_part_made_writable", call(mprotect(quiet, MIB, RW)), "0");
  check("grows_down", made((long)map(RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1)), "ok");
  char *end = (char *)syscall(SYS_brk, 0);
  check("heap_beyond", syscall(SYS_brk, end + 16 * MIB) == (long)end, 1);
  check("heap_within", syscall(SYS_brk, end + MIB) == (long)(end + MIB), 1);
  return verdict();
}
