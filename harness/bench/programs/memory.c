/* Memory: mapping, touching, protecting, copying on write. */
#include "bench.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { PAGE = 4096, ALL = PROT_READ | PROT_WRITE, MINE = MAP_PRIVATE | MAP_ANONYMOUS };

static void map_unmap(long count) {
  while (count-- > 0) munmap(mmap(0, 16 * PAGE, ALL, MINE, -1, 0), 16 * PAGE);
}

static void map_touch(long count) {
  while (count-- > 0) {
    char *at = mmap(0, 64 * PAGE, ALL, MINE, -1, 0);
    must(at != MAP_FAILED);
    for (int page = 0; page < 64; page++) at[page * PAGE] = 1;
    munmap(at, 64 * PAGE);
  }
}

/* Of one large mapping, which nobody gives back meanwhile. */
static void page_faults(long count) {
  char *at = mmap(0, (count + 1) * PAGE, ALL, MINE, -1, 0);
  for (long page = 0; page < count; page++) at[page * PAGE] = 1;
}

static void protections(long count) {
  char *at = mmap(0, 16 * PAGE, ALL, MINE, -1, 0);
  memset(at, 1, 16 * PAGE);
  while (count-- > 0) must(!mprotect(at, 16 * PAGE, PROT_READ) && !mprotect(at, 16 * PAGE, ALL));
}

static void advice(long count) {
  char *at = mmap(0, 16 * PAGE, ALL, MINE, -1, 0);
  while (count-- > 0) {
    for (int page = 0; page < 16; page++) at[page * PAGE] = 1;
    must(!madvise(at, 16 * PAGE, MADV_DONTNEED));
  }
}

static void moving(long count) {
  size_t small = 16 * PAGE, large = 1024 * PAGE;
  char *at = mmap(0, small, ALL, MINE, -1, 0);
  memset(at, 1, small);
  while (count-- > 0) {
    at = mremap(at, small, large, MREMAP_MAYMOVE);
    at = mremap(at, large, small, MREMAP_MAYMOVE);
    must(at != MAP_FAILED);
  }
}

static void breaks(long count) {
  long end = syscall(SYS_brk, 0);
  while (count-- > 0) {
    must(syscall(SYS_brk, end + 16 * PAGE) == end + 16 * PAGE);
    must(syscall(SYS_brk, end) == end);
  }
}

static void allocations(long count) {
  static void *kept[64];
  for (long i = 0; i < count; i++) {
    free(kept[i % 64]);
    kept[i % 64] = malloc(16 + i * 37 % 2000);
  }
}

/* A child writes to 256 pages of its parent's. */
static void copy_on_write(long count) {
  char *at = mmap(0, 256 * PAGE, ALL, MINE, -1, 0);
  memset(at, 1, 256 * PAGE);
  while (count-- > 0) {
    if (fork() == 0) {
      for (int page = 0; page < 256; page++) at[page * PAGE]++;
      _exit(0);
    }
    wait(0);
  }
}

BENCHES({"mmap, munmap of 16 pages", 20000, map_unmap}, {"mmap, touch, munmap of 64 pages", 500, map_touch},
        {"page fault", 10000, page_faults}, {"mprotect there and back, 16 pages", 5000, protections},
        {"touch 16 pages, MADV_DONTNEED", 2000, advice}, {"mremap larger and smaller", 2000, moving},
        {"brk up and down", 20000, breaks}, {"malloc, free", 200000, allocations},
        {"fork, child writes 256 pages", 50, copy_on_write})
