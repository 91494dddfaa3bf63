/* Contract:  brk moves the end of the heap: new memory is zero, what is given back is gone, a refusal does nothing.
 * Source:    brk(2), "C library/kernel differences"
 * Covers:    brk
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

/* The kernel answers the end in force: the new one, or the old where it refuses. */
static char *end_at(char *end) { return (char *)syscall(SYS_brk, end); }

int main(void) {
  char *start = end_at(0);
  check("asking_changes_nothing", end_at(0) == start, 1);
  char *base = (char *)(((uintptr_t)start + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
  check("grow", end_at(base + 3 * PAGE) == base + 3 * PAGE, 1);
  check("new_memory", base[0] | base[3 * PAGE - 1], 0);
  memset(base, 'h', 3 * PAGE);
  check("writable", base[3 * PAGE - 1], 'h');

  check("shrink", end_at(base + PAGE) == base + PAGE, 1);
  check("kept", base[PAGE - 1], 'h');
  check("given_back", call(msync(base + PAGE, PAGE, MS_ASYNC)), "ENOMEM");
  check("grow_again", end_at(base + 2 * PAGE) == base + 2 * PAGE, 1);
  check("zero_again", base[PAGE], 0);
  check("byte_wise_end", end_at(base + PAGE + 5) == base + PAGE + 5, 1);
  check("whole_page_stays", call(msync(base + PAGE, PAGE, MS_ASYNC)), "0");

  check("below_start_refused", end_at((char *)PAGE) == base + PAGE + 5, 1);
  check("too_high_refused", end_at((char *)0x7fffffffffff) == base + PAGE + 5, 1);
  char *wall = (char *)must(mmap(base + 4 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  check("into_a_mapping_refused", end_at(wall + PAGE) == base + PAGE + 5, 1);
  check("up_to_it", end_at(base + 3 * PAGE) == base + 3 * PAGE, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(end_at(0) == base + 3 * PAGE && end_at(base) == base ? 2 : 1);
  check("child_has_its_own", reap(child), "exited 2");
  check("ours_stays", end_at(0) == base + 3 * PAGE, 1);
  return verdict();
}
