/* Contract:  Each of several generations of processes sees its parents' memory as it was at its fork and writes to its
 *            own, in whatever order they write and end.
 * Source:    fork(2)
 * Covers:    fork wait4
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 8, DEPTH = 4 };
static unsigned char *memory;

static int sum(void) {
  int total = 0;
  for (int i = 0; i < PAGES; i++) total += memory[i * PAGE];
  return total;
}

/* Writes one page more in each generation, half before and half after its children; answers what the last saw. */
static int generation(int depth) {
  memory[depth * PAGE] = (unsigned char)(depth + 1);
  if (depth == DEPTH) return sum();
  pid_t first = (pid_t)must(fork());
  if (first == 0) _exit(generation(depth + 1));
  memory[(PAGES - 1 - depth) * PAGE] = 10;
  pid_t second = (pid_t)must(fork());
  if (second == 0) _exit(generation(depth + 1));
  int status, seen = 0;
  must(waitpid(second, &status, 0));
  seen += WEXITSTATUS(status);
  must(waitpid(first, &status, 0));
  seen += WEXITSTATUS(status);
  return seen % 200;
}

int main(void) {
  memory = (unsigned char *)must(mmap(0, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memset(memory, 1, PAGES * PAGE);
  int seen = generation(0);
  observe("what_the_last_saw", seen);
  check("ours", sum(), 1 * (PAGES - 2) + 1 + 10);
  int intact = 0;
  for (int i = 0; i < PAGES * PAGE; i++) intact += i % PAGE != 0 && memory[i] == 1;
  check("all_other_bytes", intact, PAGES * (PAGE - 1));
  return verdict();
}
