/* Contract:  MAP_FIXED replaces what was there, page by page; MAP_FIXED_NOREPLACE refuses; a hint is only a wish.
 * Source:    mmap(2), MAP_FIXED, MAP_FIXED_NOREPLACE
 * Covers:    mmap munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, NOREPLACE = 0x100000 };

static const char *map(char *at, int flags, const char *wanted) {
  char *got = mmap(at, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  if (got == MAP_FAILED) return error_name(errno);
  return got == wanted ? "there" : "elsewhere";
}

int main(void) {
  volatile char *m = (char *)must(mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  char *at = (char *)m;
  for (int page = 0; page < 4; page++) m[page * PAGE] = (char)('a' + page);
  check("fixed_over_second", map(at + PAGE, MAP_FIXED, at + PAGE), "there");
  check("first_kept", m[0], 'a');
  check("second_is_new", m[PAGE], 0);
  check("third_kept", m[2 * PAGE], 'c');
  m[PAGE] = 'n';
  check("noreplace_on_taken", map(at + PAGE, NOREPLACE, at + PAGE), "EEXIST");
  check("taken_kept", m[PAGE], 'n');
  check("hint_on_taken", map(at + PAGE, 0, at + PAGE), "elsewhere");
  must(munmap(at + 2 * PAGE, PAGE));
  check("noreplace_on_free", map(at + 2 * PAGE, NOREPLACE, at + 2 * PAGE), "there");
  must(munmap(at + 2 * PAGE, PAGE));
  check("hint_on_free", map(at + 2 * PAGE, 0, at + 2 * PAGE), "there");
  must(munmap(at + 2 * PAGE, PAGE));
  check("unaligned_hint_is_rounded_down", map(at + 2 * PAGE + 100, 0, at + 2 * PAGE), "there");
  check("fixed_unaligned", map(at + 100, MAP_FIXED, at), "EINVAL");
  check("fixed_above_user_space", map((char *)0x7ffffffff000, MAP_FIXED, 0), "ENOMEM");
  void *low = mmap(0, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check("no_hint_is_never_null", low != 0 && low != MAP_FAILED, 1);
  return verdict();
}
