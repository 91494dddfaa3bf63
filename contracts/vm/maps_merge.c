/* Contract:  /proc/self/maps shows one line for what is alike and adjacent: mprotect splits a mapping and joins it again,
 *            a hole and another kind of memory part it.
 * Source:    proc_pid_maps(5); mprotect(2)
 * Requires:  proc
 * Covers:    mmap mprotect munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 8, RW = PROT_READ | PROT_WRITE };
static char *base;

/* The lines of our pages: "0-3 rw-p, 3-8 r--p". */
static const char *lines(void) {
  static char data[65536];
  int fd = (int)must(open("/proc/self/maps", O_RDONLY));
  size_t size = 0;
  for (ssize_t got; (got = must(read(fd, data + size, sizeof data - 1 - size))) > 0;) size += (size_t)got;
  must(close(fd));
  data[size] = 0;
  char *shown = contract_text();
  for (char *line = data; *line; line = strchr(line, '\n') + 1) {
    char *end, *start = (char *)strtoul(line, &end, 16), *stop = (char *)strtoul(end + 1, &end, 16);
    if (start < base || stop > base + PAGES * PAGE) continue;
    if (*shown) contract_append(shown, ", ");
    contract_append(contract_append(shown, number((start - base) / PAGE, 10)), "-");
    contract_append(contract_append(shown, number((stop - base) / PAGE, 10)), " ");
    end[5] = 0;
    contract_append(shown, end + 1);
    end[5] = ' ';
  }
  return shown;
}

static void map(int first, int count, int prot, int flags) {
  must(mmap(base + first * PAGE, (size_t)count * PAGE, prot, flags | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
}

static void protect(int first, int count, int prot) {
  must(mprotect(base + first * PAGE, (size_t)count * PAGE, prot));
}

int main(void) {
  /* Pages of no rights on both sides, so that no neighbour joins ours. */
  char *room = (char *)must(mmap(0, (PAGES + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  base = room + PAGE;
  map(0, PAGES, RW, MAP_PRIVATE);
  check("one", lines(), "0-8 rw-p");
  protect(2, 3, PROT_READ);
  check("split_in_three", lines(), "0-2 rw-p, 2-5 r--p, 5-8 rw-p");
  protect(4, 1, PROT_READ | PROT_EXEC);
  check("split_again", lines(), "0-2 rw-p, 2-4 r--p, 4-5 r-xp, 5-8 rw-p");
  protect(2, 3, RW);
  check("joined", lines(), "0-8 rw-p");
  must(munmap(base + 3 * PAGE, PAGE));
  check("hole", lines(), "0-3 rw-p, 4-8 rw-p");
  map(3, 1, RW, MAP_PRIVATE);
  check("filled", lines(), "0-8 rw-p");
  map(3, 1, RW, MAP_SHARED);
  check("shared_in_between", lines(), "0-3 rw-p, 3-4 rw-s, 4-8 rw-p");
  map(3, 2, PROT_NONE, MAP_PRIVATE);
  check("no_rights", lines(), "0-3 rw-p, 3-5 ---p, 5-8 rw-p");
  return verdict();
}
