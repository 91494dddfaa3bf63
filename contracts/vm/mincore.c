/* Contract:  mincore says which pages are in memory: a page of anonymous memory once it was touched, a page of a file
 *            once the file holds it (what fallocate took and nobody touched is not there yet), and none where nothing is mapped.
 * Source:    mincore(2)
 * Covers:    mincore
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 4 };

/* "0110", or the error. */
static const char *residents(char *at) {
  unsigned char seen[PAGES];
  char *shown = contract_text();
  if (mincore(at, PAGES * PAGE, seen) == -1) return error_name(errno);
  for (int i = 0; i < PAGES; i++) contract_append(shown, seen[i] & 1 ? "1" : "0");
  return shown;
}

static char *map(int flags, int fd) {
  return (char *)must(mmap(0, PAGES * PAGE, PROT_READ | PROT_WRITE, flags, fd, 0));
}

int main(void) {
  scratch();
  char *memory = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
  check("untouched", residents(memory), "0000");
  memory[PAGE] = 1;
  volatile char seen = memory[3 * PAGE];
  check("written_and_read", residents(memory), "0101");
  must(madvise(memory + PAGE, PAGE, MADV_DONTNEED));
  check("given_back", residents(memory), "0001");

  char *shared = map(MAP_SHARED | MAP_ANONYMOUS, -1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    shared[2 * PAGE] = 1;
    memory[0] = seen;
    _exit(0);
  }
  check("child", reap(child), "exited 0");
  check("shared_with_child", residents(shared), "0010");
  check("not_the_childs_own", residents(memory), "0001");

  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 2 * PAGE));
  char *file = map(MAP_SHARED, fd);
  must(pwrite(fd, "x", 1, PAGE));
  check("written_by_descriptor", residents(file), "0100");

  must(fallocate(fd, 0, 0, 3 * PAGE));
  check("taken_untouched", residents(file), "0100");
  file[0] = 1;
  check("taken_touched", residents(file), "1100");

  unsigned char vector[PAGES];
  check("in_page", call(mincore(memory + 1, PAGE, vector)), "EINVAL");
  check("length_zero", call(mincore(memory, 0, vector)), "0");
  check("bad_vector", call(mincore(memory, PAGE, (unsigned char *)-PAGE)), "EFAULT");
  check("beyond_all", call(mincore(memory, (size_t)1 << 48, vector)), "ENOMEM");
  must(munmap(memory + 2 * PAGE, PAGE));
  check("hole", residents(memory), "ENOMEM");
  return verdict();
}
