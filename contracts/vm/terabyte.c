/* Contract:  A terabyte can be reserved and used here and there at little cost, and the pages that were never written
 *            read as zeros.
 * Source:    mmap(2) on MAP_NORESERVE and PROT_NONE; mprotect(2)
 * Covers:    mmap mprotect munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, SPOTS = 64 };
static const size_t SIZE = (size_t)1 << 40;

int main(void) {
  char *base = (char *)must(mmap(0, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  size_t step = SIZE / SPOTS;
  int written = 0, zero = 0, kept = 0;
  for (int i = 0; i < SPOTS; i++) {
    char *spot = base + (size_t)i * step;
    must(mprotect(spot, 2 * PAGE, PROT_READ | PROT_WRITE));
    spot[0] = (char)(i + 1);
    written++;
    zero += spot[PAGE] == 0;
  }
  for (int i = 0; i < SPOTS; i++) kept += base[(size_t)i * step] == (char)(i + 1);
  check("written", written, SPOTS);
  check("zero_beside", zero, SPOTS);
  check("kept", kept, SPOTS);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    for (int i = 0; i < SPOTS; i++) base[(size_t)i * step] = 0;
    _exit(base[step] == 0 ? 3 : 1);
  }
  check("child_writes_its_own", reap(child), "exited 3");
  for (int i = 0; i < SPOTS; i++) kept += base[(size_t)i * step] == (char)(i + 1);
  check("still_kept", kept, 2 * SPOTS);

  must(munmap(base + step, SIZE - 2 * step));
  check("both_ends_stay", base[0] == 1 && base[SIZE - step] == SPOTS, 1);
  check("middle_is_gone", call(msync(base + SIZE / 2, PAGE, MS_ASYNC)), "ENOMEM");
  return verdict();
}
