/* Contract:  After any sequence of mmap, munmap, mprotect and MADV_DONTNEED over the same pages, each page is there or
 *            not, readable or not, writable or not, and holds what was last written to it.
 * Source:    mmap(2), munmap(2), mprotect(2), madvise(2): all work on whole pages of any mappings
 * Covers:    mmap munmap mprotect madvise
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 20, ROUNDS = 12, STEPS = 60 };

/* What each page should be. */
static struct {
  int mapped, prot, value;
} model[PAGES];
static char *base;
static int p[2];
static unsigned state = 20240229;

static unsigned below(unsigned bound) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % bound;
}

/* The byte on a page through a pipe: -1 where it cannot be read. */
static int read_byte(int page) {
  unsigned char byte;
  if (write(p[1], base + page * PAGE + 9, 1) != 1) return -1;
  must(read(p[0], &byte, 1));
  return byte;
}

static int write_byte(int page, unsigned char byte) {
  must(write(p[1], &byte, 1));
  if (read(p[0], base + page * PAGE + 9, 1) == 1) return 1;
  must(read(p[0], &byte, 1));
  return 0;
}

/* One random operation on pages and model; 1 if the call and the model agree on its result. */
static int step(void) {
  static const int rights[] = {PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE};
  int first = (int)below(PAGES), count = 1 + (int)below(5), what = (int)below(6), prot = rights[below(3)], hole = 0;
  if (first + count > PAGES) count = PAGES - first;
  char *at = base + first * PAGE;
  size_t size = (size_t)count * PAGE;
  for (int i = first; i < first + count; i++) {
    if (!model[i].mapped) hole = 1;
    if (what == 0) model[i].mapped = 1, model[i].prot = prot, model[i].value = 0;
    if (what == 1) model[i].mapped = 0;
    if (what == 2 && !hole) model[i].prot = prot;
    if (what == 3) model[i].value = 0;
    if (what <= 3) continue;
    int writable = model[i].mapped && (model[i].prot & PROT_WRITE), byte = (int)below(256);
    if (write_byte(i, (unsigned char)byte) != writable) return 0;
    if (writable) model[i].value = byte;
  }
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (what == 0) return mmap(at, size, prot, flags, -1, 0) == at;
  if (what == 1) return munmap(at, size) == 0;
  if (what == 2) return (mprotect(at, size, prot) == 0) == !hole;
  if (what == 3) return (madvise(at, size, MADV_DONTNEED) == 0) == !hole;
  return 1;
}

int main(void) {
  must(pipe(p));
  base = (char *)must(mmap(0, PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(munmap(base, PAGES * PAGE));
  for (int round = 0; round < ROUNDS; round++) {
    int results = 0, pages = 0;
    for (int i = 0; i < STEPS; i++) results += step();
    for (int i = 0; i < PAGES; i++)
      pages += read_byte(i) == (model[i].mapped && model[i].prot != PROT_NONE ? model[i].value : -1);
    check(join("results_", number(round, 10)), results, STEPS);
    check(join("pages_", number(round, 10)), pages, PAGES);
  }
  return verdict();
}
