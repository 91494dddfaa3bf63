/* Contract:  MAP_POPULATE and MAP_LOCKED bring the pages in at once, MAP_NONBLOCK undoes that of MAP_POPULATE; a file is
 *            populated as far as it goes.
 * Source:    mmap(2), MAP_POPULATE, MAP_NONBLOCK, MAP_LOCKED
 * Covers:    mmap mincore
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 4 };

static const char *residents(int prot, int flags, int fd) {
  char *at = (char *)must(mmap(0, PAGES * PAGE, prot, flags, fd, 0));
  unsigned char seen[PAGES];
  char *shown = contract_text();
  must(mincore(at, PAGES * PAGE, seen));
  for (int i = 0; i < PAGES; i++) contract_append(shown, seen[i] & 1 ? "1" : "0");
  return shown;
}

int main(void) {
  const int rw = PROT_READ | PROT_WRITE, own = MAP_PRIVATE | MAP_ANONYMOUS, shared = MAP_SHARED | MAP_ANONYMOUS;
  check("plain", residents(rw, own, -1), "0000");
  check("populate", residents(rw, own | MAP_POPULATE, -1), "1111");
  check("populate_read_only", residents(PROT_READ, own | MAP_POPULATE, -1), "1111");
  check("populate_without_rights", residents(PROT_NONE, own | MAP_POPULATE, -1), "0000");
  check("nonblock", residents(rw, own | MAP_POPULATE | MAP_NONBLOCK, -1), "0000");
  check("locked", residents(rw, own | MAP_LOCKED, -1), "1111");
  check("shared", residents(rw, shared, -1), "0000");
  check("shared_populate", residents(rw, shared | MAP_POPULATE, -1), "1111");
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 2 * PAGE));
  check("file_with_holes", residents(rw, MAP_PRIVATE, fd), "0000");
  check("file_populated_to_its_end", residents(rw, MAP_SHARED | MAP_POPULATE, fd), "1100");
  return verdict();
}
