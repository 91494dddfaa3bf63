/* Contract:  MREMAP_FIXED replaces what is at the new place; MREMAP_DONTUNMAP moves the pages and leaves the mapping
 *            empty behind; a size of zero maps shared memory a second time.
 * Source:    mremap(2)
 * Covers:    mremap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, MAY_MOVE = 1, FIXED = 2, DONT_UNMAP = 4 };

static char *map(int pages, int kind) {
  return (char *)must(mmap(0, (size_t)pages * PAGE, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0));
}

static char *move(char *from, int old, int new, int flags, char *to) {
  return (char *)syscall(SYS_mremap, from, (size_t)old * PAGE, (size_t)new * PAGE, flags, to);
}

static const char *mapped(char *at) { return call(msync(at, PAGE, MS_ASYNC)); }

int main(void) {
  char *source = map(4, MAP_PRIVATE), *target = map(6, MAP_PRIVATE);
  memset(source, 's', 4 * PAGE);
  memset(target, 't', 6 * PAGE);
  check("fixed", move(source, 2, 2, MAY_MOVE | FIXED, target + PAGE) == target + PAGE, 1);
  check("before_it", target[0], 't');
  check("moved", target[PAGE] == 's' && target[2 * PAGE] == 's', 1);
  check("after_it", target[3 * PAGE], 't');
  check("source_is_gone", mapped(source), "ENOMEM");
  check("rest_of_source", source[2 * PAGE], 's');
  check("fixed_and_smaller", move(source + 2 * PAGE, 2, 1, MAY_MOVE | FIXED, target + 4 * PAGE) == target + 4 * PAGE, 1);
  check("tail_is_gone", mapped(source + 3 * PAGE), "ENOMEM");
  check("fixed_and_larger", move(target + 4 * PAGE, 1, 2, MAY_MOVE | FIXED, source) == source, 1);
  check("grown_with_zeros", source[0] == 's' && source[PAGE] == 0, 1);

  char *old = map(2, MAP_PRIVATE);
  memset(old, 'o', 2 * PAGE);
  char *new = move(old, 2, 2, MAY_MOVE | DONT_UNMAP, 0);
  check("dontunmap_elsewhere", new != old && new != MAP_FAILED, 1);
  check("pages_went_along", new[0] == 'o' && new[PAGE] == 'o', 1);
  check("old_is_empty", old[0] == 0 && old[PAGE] == 0, 1);
  old[0] = 'x';
  check("and_apart", new[0], 'o');

  char *shared = map(2, MAP_SHARED);
  char *second = move(shared, 0, 2, MAY_MOVE, 0);
  shared[PAGE] = '1';
  check("second_mapping", second != shared && second[PAGE] == '1', 1);
  second[0] = '2';
  check("both_ways", shared[0], '2');

  check("zero_of_private", call((long)move(old, 0, 1, MAY_MOVE, 0)), "EINVAL");
  check("zero_without_maymove", call((long)move(shared, 0, 1, 0, 0)), "ENOMEM");
  check("dontunmap_without_maymove", call((long)move(old, 1, 1, DONT_UNMAP, 0)), "EINVAL");
  check("dontunmap_with_growth", call((long)move(old, 1, 2, MAY_MOVE | DONT_UNMAP, 0)), "EINVAL");
  check("fixed_in_page", call((long)move(old, 1, 1, MAY_MOVE | FIXED, target + 1)), "EINVAL");
  check("fixed_too_high", call((long)move(old, 1, 1, MAY_MOVE | FIXED, (char *)0x7ffffffff000)), "EINVAL");
  check("fixed_too_low", call((long)move(old, 1, 1, MAY_MOVE | FIXED, 0)), "EPERM");
  check("unknown_flag", call((long)move(old, 1, 1, 8, 0)), "EINVAL");
  return verdict();
}
