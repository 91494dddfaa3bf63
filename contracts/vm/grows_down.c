/* Contract:  A MAP_GROWSDOWN mapping extends to where it is touched below, page by page or in one step, and keeps a gap
 *            to what lies there; other mappings do not grow.
 * Source:    mmap(2), MAP_GROWSDOWN
 * Covers:    mmap mincore
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/mman.h>

enum { PAGE = 4096, GAP = 256, ROOM = 2000, RW = PROT_READ | PROT_WRITE };
static sigjmp_buf back;

static void handler(int signal) { siglongjmp(back, signal); }

static const char *touch(volatile char *at) {
  int signal = sigsetjmp(back, 1);
  if (signal) return signal_name(signal);
  *at = 1;
  return "written";
}

static const char *mapped(char *at) { return call(msync(at, PAGE, MS_ASYNC)); }

int main(void) {
  must(signal(SIGSEGV, handler) == SIG_ERR ? -1 : 0);
  char *room = (char *)must(mmap(0, ROOM * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(munmap(room, ROOM * PAGE));
  char *top = room + (ROOM - 1) * PAGE, *wall = room;
  must(mmap(top, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN, -1, 0));
  must(mmap(wall, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));

  check("below_is_free", mapped(top - PAGE), "ENOMEM");
  check("page_below", touch(top - 1), "written");
  check("now_mapped", mapped(top - PAGE), "0");
  check("500_pages_below", touch(top - 500 * PAGE), "written");
  check("all_between", mapped(top - 250 * PAGE), "0");
  check("new_pages_are_zero", *(top - 100 * PAGE), 0);
  check("above_the_gap", touch(wall + (GAP + 1) * PAGE), "written");
  check("in_the_gap", touch(wall + (GAP - 1) * PAGE), "SIGSEGV");
  check("wall_is_well", touch(wall), "written");
  check("below_the_wall", touch(wall - 1), "SIGSEGV");

  char *plain = (char *)must(mmap(0, 3 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(munmap(plain, 2 * PAGE));
  check("others_do_not_grow", touch(plain + 2 * PAGE - 1), "SIGSEGV");
  return verdict();
}
