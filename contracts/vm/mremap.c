/* Contract:  mremap shrinks and grows a mapping with its data; it moves only with MREMAP_MAYMOVE, or to a fixed place.
 * Source:    mremap(2)
 * Covers:    mremap mmap munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, MAY_MOVE = 1, FIXED = 2 };

static char *map(void *at, long pages, int flags) {
  flags |= MAP_PRIVATE | MAP_ANONYMOUS;
  return (char *)must(mmap(at, (size_t)(pages * PAGE), PROT_READ | PROT_WRITE, flags, -1, 0));
}

static const char *resident(const void *at) { return call(msync((void *)at, PAGE, MS_ASYNC)); }

int main(void) {
  /* Four pages with free room after them. */
  char *place = map(0, 5, 0), *area = map(0, 16, 0);
  must(munmap(area + 4 * PAGE, 12 * PAGE));
  for (int page = 0; page < 4; page++) area[page * PAGE] = (char)('a' + page);

  check("shrink", (char *)mremap(area, 4 * PAGE, 2 * PAGE, 0) == area, 1);
  check("kept", area[PAGE], 'b');
  check("tail_is_gone", resident(area + 2 * PAGE), "ENOMEM");
  check("grow_in_place", (char *)mremap(area, 2 * PAGE, 3 * PAGE, 0) == area, 1);
  check("grown_is_zero", area[2 * PAGE], 0);
  check("data_after_growth", area[PAGE], 'b');

  map(area + 3 * PAGE, 1, MAP_FIXED);
  must(mprotect(area + 3 * PAGE, PAGE, PROT_READ)); /* a wall */
  check("blocked_without_maymove", call((long)mremap(area, 3 * PAGE, 5 * PAGE, 0)), "ENOMEM");
  char *moved = (char *)must(mremap(area, 3 * PAGE, 5 * PAGE, MAY_MOVE));
  check("moved", moved != area, 1);
  check("moved_data", moved[PAGE], 'b');
  check("moved_end_is_zero", moved[4 * PAGE], 0);
  check("old_place_is_free", resident(area), "ENOMEM");

  place[0] = 'z';
  check("fixed", (char *)mremap(moved, 5 * PAGE, 5 * PAGE, MAY_MOVE | FIXED, place) == place, 1);
  check("fixed_data", place[0], 'a');
  check("fixed_without_maymove", call((long)mremap(place, PAGE, PAGE, FIXED, area)), "EINVAL");
  check("overlap", call((long)mremap(place, 2 * PAGE, 2 * PAGE, MAY_MOVE | FIXED, place + PAGE)), "EINVAL");
  check("unaligned", call((long)mremap(place + 1, PAGE, PAGE, MAY_MOVE)), "EINVAL");
  check("new_size_0", call((long)mremap(place, PAGE, 0, MAY_MOVE)), "EINVAL");
  check("not_mapped", call((long)mremap(area, PAGE, 2 * PAGE, MAY_MOVE)), "EFAULT");
  return verdict();
}
