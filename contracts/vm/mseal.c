/* Contract:  Sealed memory is not unmapped, moved, replaced or given other rights (EPERM), a read-only one not emptied by
 *            madvise; it is read and written as ever, and children have it sealed, too.
 * Source:    Linux Documentation/userspace-api/mseal.rst; mm/mseal.c
 * Covers:    mseal munmap mprotect mremap mmap madvise brk
 * Linux:     since 6.17
 */
#include "contract.h"

#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef MREMAP_MAYMOVE
#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#endif
enum { MSEAL = 462, PAGE = 4096, RW = PROT_READ | PROT_WRITE, PRIVATE = MAP_PRIVATE | MAP_ANONYMOUS };
static char *memory, *sealed;

static const char *seal(void *at, unsigned long length, unsigned long given) {
  return call(syscall(MSEAL, at, length, given));
}

static const char *map(void *at, long pages, int given) {
  void *got = mmap(at, (size_t)pages * PAGE, RW, PRIVATE | given, -1, 0);
  return got == MAP_FAILED ? error_name(errno) : "ok";
}

static const char *move(void *at, long from, long to, int given, void *target) {
  return made(syscall(SYS_mremap, at, from * PAGE, to * PAGE, given, target));
}

int main(void) {
  memory = (char *)must(mmap(0, 16 * PAGE, RW, PRIVATE, -1, 0));
  sealed = memory + 2 * PAGE;
  must(munmap(memory + 8 * PAGE, PAGE));
  check("flags", seal(memory, PAGE, 1), "EINVAL");
  check("odd_start", seal(memory + 1, PAGE, 0), "EINVAL");
  check("too_long", seal(memory, ~0ul, 0), "EINVAL");
  check("beyond_all", seal(memory, ~0ul - PAGE, 0), "EINVAL");
  check("nothing", seal(memory, 0, 0), "0");
  check("hole", seal(memory + 7 * PAGE, 3 * PAGE, 0), "ENOMEM");
  check("nothing_was_sealed", call(mprotect(memory + 7 * PAGE, PAGE, PROT_READ)), "0");
  check("seal", seal(sealed, PAGE + 1, 0), "0");
  check("again", seal(sealed, PAGE, 0), "0");

  check("unmap", call(munmap(sealed, PAGE)), "EPERM");
  check("unmap_around", call(munmap(memory, 8 * PAGE)), "EPERM");
  memory[0] = 1;
  check("all_or_nothing", memory[0], 1);
  check("fewer_rights", call(mprotect(sealed, PAGE, PROT_READ)), "EPERM");
  check("same_rights", call(mprotect(sealed, PAGE, RW)), "EPERM");
  check("rights_before_it_change", call(mprotect(memory + PAGE, 2 * PAGE, PROT_READ)), "EPERM");
  check("written_by_call", call(read((int)must(open("/dev/zero", O_RDONLY)), memory + PAGE, 1)), "EFAULT");
  check("grow", move(sealed, 2, 3, MREMAP_MAYMOVE, 0), "EPERM");
  check("shrink", move(sealed, 2, 1, 0, 0), "EPERM");
  check("same_size", move(sealed, 2, 2, 0, 0), "EPERM");
  check("move_onto", move(memory, 1, 1, MREMAP_MAYMOVE | MREMAP_FIXED, sealed), "EPERM");
  check("map_over", map(sealed, 1, MAP_FIXED), "EPERM");
  check("map_around", map(memory + PAGE, 2, MAP_FIXED), "EPERM");
  check("map_beside", map(memory + 5 * PAGE, 1, MAP_FIXED), "ok");
  check("no_replace", map(sealed, 1, MAP_FIXED_NOREPLACE), "EEXIST");
  sealed[0] = 7;
  check("written", sealed[0], 7);
  check("empty_writable", call(madvise(sealed, PAGE, MADV_DONTNEED)), "0");
  check("emptied", sealed[0], 0);
  check("lock", call(mlock(sealed, PAGE)), "0");
  check("unlock", call(munlock(sealed, PAGE)), "0");

  char *constant = (char *)must(mmap(0, PAGE, RW, PRIVATE, -1, 0));
  constant[0] = 5;
  must(mprotect(constant, PAGE, PROT_READ));
  check("seal_constant", seal(constant, PAGE, 0), "0");
  check("empty_constant", call(madvise(constant, PAGE, MADV_DONTNEED)), "EPERM");
  check("free_constant", call(madvise(constant, PAGE, MADV_FREE)), "EPERM");
  check("advise_constant", call(madvise(constant, PAGE, MADV_RANDOM)), "0");
  check("constant", constant[0], 5);

  char *heap = (char *)syscall(SYS_brk, 0), *start = (char *)(((uintptr_t)heap + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
  check("heap_grows", (char *)syscall(SYS_brk, start + 2 * PAGE) == start + 2 * PAGE, 1);
  check("seal_heap", seal(start, PAGE, 0), "0");
  check("heap_stays", (char *)syscall(SYS_brk, start) == start + 2 * PAGE, 1);
  check("heap_shrinks_behind", (char *)syscall(SYS_brk, start + PAGE) == start + PAGE, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(munmap(sealed, PAGE) == -1 && errno == EPERM ? 3 : 4);
  check("child", reap(child), "exited 3");
  return verdict();
}
