/* Contract:  madvise(MADV_DONTNEED) on private anonymous memory: the next read sees zeroes, neighbours keep their data.
 * Source:    madvise(2), MADV_DONTNEED
 * Behaviour: B08
 * Covers:    madvise mmap
 */
#include "contract.h"

#include <sys/mman.h>

int main(void) {
  enum { PAGE = 4096 };
  volatile char *m = (char *)must(mmap(0, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  for (int page = 0; page < 3; page++) m[page * PAGE] = m[page * PAGE + PAGE - 1] = (char)('a' + page);
  check("before", m[PAGE], 'b');
  check("dontneed", call(madvise((char *)m + PAGE, PAGE, MADV_DONTNEED)), "0");
  check("first_byte", m[PAGE], 0);
  check("last_byte", m[PAGE + PAGE - 1], 0);
  check("page_before", m[PAGE - 1], 'a');
  check("page_after", m[2 * PAGE], 'c');
  m[PAGE] = 'z';
  check("written_again", m[PAGE], 'z');

  check("unaligned", call(madvise((char *)m + 1, PAGE, MADV_DONTNEED)), "EINVAL");
  check("length_0", call(madvise((char *)m, 0, MADV_DONTNEED)), "0");
  check("unknown_advice", call(madvise((char *)m, PAGE, 999)), "EINVAL");
  check("length_is_rounded_up", call(madvise((char *)m, 1, MADV_DONTNEED)), "0");
  check("rounded_last_byte", m[PAGE - 1], 0);
  must(munmap((char *)m + PAGE, PAGE));
  check("hole", call(madvise((char *)m, 3 * PAGE, MADV_DONTNEED)), "ENOMEM");
  check("beyond_hole_still_done", m[2 * PAGE], 0);
  return verdict();
}
