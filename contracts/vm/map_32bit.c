/* Contract:  MAP_32BIT places a mapping in the first 2 GiB; a free hint is taken wherever it lies; without both, mappings
 *            do not overlap and lie on whole pages.
 * Source:    mmap(2), MAP_32BIT
 * Covers:    mmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, COUNT = 16 };

static char *map(void *hint, size_t size, int flags) {
  char *at = (char *)must(mmap(hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0));
  memset(at, 1, size);
  return at;
}

int main(void) {
  int low = 0, apart = 0, whole = 0;
  char *places[COUNT];
  for (int i = 0; i < COUNT; i++) {
    places[i] = map(0, (size_t)(i + 1) * PAGE, i % 2 ? MAP_32BIT : 0);
    low += i % 2 && (uintptr_t)places[i] + (size_t)(i + 1) * PAGE <= 0x80000000;
    whole += (uintptr_t)places[i] % PAGE == 0;
    for (int k = 0; k < i; k++)
      apart += places[i] + (i + 1) * PAGE <= places[k] || places[k] + (k + 1) * PAGE <= places[i];
  }
  check("in_the_first_2_GiB", low, COUNT / 2);
  check("whole_pages", whole, COUNT);
  check("none_overlap", apart, COUNT * (COUNT - 1) / 2);

  char *far = (char *)0x123456789000;
  check("free_hint", map(far, PAGE, 0) == far, 1);
  check("taken_hint", map(far, PAGE, 0) != far, 1);
  check("hint_before_a_taken_page", map(far - PAGE, PAGE, 0) == far - PAGE, 1);
  check("hint_too_long_for_its_room", map(far - 2 * PAGE, 2 * PAGE, 0) != far - 2 * PAGE, 1);
  char *near = (char *)0x60000000;
  check("low_hint", map(near, PAGE, MAP_32BIT) == near, 1);
  check("high_hint_asked_to_be_low", (uintptr_t)map(far + PAGE, PAGE, MAP_32BIT) < 0x80000000, 1);
  check("hint_above_user_space", (uintptr_t)map((void *)-PAGE, PAGE, 0) < (uintptr_t)1 << 47, 1);
  check("lowest_hint", (uintptr_t)map((void *)1, PAGE, 0) > 65535, 1);
  return verdict();
}
