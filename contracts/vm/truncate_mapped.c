/* Contract:  Truncating a mapped file takes its pages from every mapping, private copies too; punching a hole leaves
 *            private copies alone; when the file grows again, the pages are zeros.
 * Source:    mmap(2), "SIGBUS"; fallocate(2), FALLOC_FL_PUNCH_HOLE
 * Covers:    ftruncate fallocate mmap
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };
static sigjmp_buf back;

static void handler(int signal) { siglongjmp(back, signal); }

/* The byte at an address, "0" for a zero, or the signal. */
static const char *peek(volatile char *at) {
  int signal = sigsetjmp(back, 1);
  if (signal) return signal_name(signal);
  char byte = *at;
  return byte ? text(&byte, 1) : "0";
}

int main(void) {
  scratch();
  must(signal(SIGBUS, handler) == SIG_ERR ? -1 : 0);
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 4 * PAGE));
  char *shared = (char *)must(mmap(0, 4 * PAGE, RW, MAP_SHARED, fd, 0));
  char *own = (char *)must(mmap(0, 4 * PAGE, RW, MAP_PRIVATE, fd, 0));
  memset(shared, 's', 4 * PAGE);
  for (int i = 0; i < 4; i++) own[i * PAGE] = 'p';

  must(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PAGE));
  check("hole_shared", peek(shared), "0");
  check("hole_private_copy", peek(own), "p");
  check("hole_private_untouched", peek(own + 1), "s");
  must(ftruncate(fd, PAGE + 10));
  check("shared_before_the_end", peek(shared + PAGE + 9), "s");
  check("shared_after_the_end", peek(shared + PAGE + 10), "0");
  check("shared_beyond", peek(shared + 2 * PAGE), "SIGBUS");
  check("private_beyond", peek(own + 2 * PAGE), "SIGBUS");
  check("private_page_of_the_end", peek(own + PAGE), "p");
  check("its_tail_is_its_own", peek(own + PAGE + 10), "s");
  must(ftruncate(fd, 4 * PAGE));
  check("shared_grown", peek(shared + 2 * PAGE), "0");
  check("private_grown", peek(own + 2 * PAGE), "0");
  check("private_kept", peek(own + PAGE), "p");
  shared[3 * PAGE] = 'n';
  check("written_anew", peek(own + 3 * PAGE), "n");
  must(ftruncate(fd, 0));
  check("empty_shared", peek(shared), "SIGBUS");
  check("empty_private", peek(own), "SIGBUS");
  return verdict();
}
