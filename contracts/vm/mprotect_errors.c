/* Contract:  mprotect wants whole pages that are all mapped and rights that it knows; what lies before a hole is changed
 *            all the same; rights that a mapping was never given are EACCES.
 * Source:    mprotect(2), "Errors"
 * Covers:    mprotect
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };
static int p[2];

static const char *protect(void *at, size_t size, int prot) { return call(syscall(SYS_mprotect, at, size, prot)); }

/* Whether a system call may write there. */
static int writable(char *at) {
  char byte;
  must(write(p[1], "x", 1));
  if (read(p[0], at, 1) == 1) return 1;
  must(read(p[0], &byte, 1));
  return 0;
}

int main(void) {
  must(pipe(p));
  char *at = (char *)must(mmap(0, 6 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  check("in_page", protect(at + 1, PAGE, RW), "EINVAL");
  check("length_zero", protect(at, 0, PROT_NONE), "0");
  check("length_zero_asks_for_no_rights", protect(at, 0, 0x100), "0");
  check("unknown_right", protect(at, PAGE, 0x100), "EINVAL");
  check("both_directions", protect(at, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP), "EINVAL");
  check("grows_down_where_nothing_grows", protect(at, PAGE, PROT_READ | PROT_GROWSDOWN), "EINVAL");
  check("still_writable", writable(at), 1);
  check("length_beyond_all", protect(at, -1ul, PROT_READ), "ENOMEM");
  check("above_user_space", protect((void *)-PAGE, PAGE, PROT_READ), "ENOMEM");
  check("in_page_far_above", protect((void *)0x20000000000001, PAGE, PROT_READ), "EINVAL");
  check("part_of_a_page_is_the_page", protect(at, 1, PROT_READ), "0");
  check("its_end_too", writable(at + PAGE - 1), 0);
  must(mprotect(at, PAGE, RW));

  must(munmap(at + 3 * PAGE, PAGE));
  check("hole", protect(at, 6 * PAGE, PROT_READ), "ENOMEM");
  check("before_the_hole", writable(at + 2 * PAGE), 0);
  check("behind_the_hole", writable(at + 4 * PAGE), 1);
  check("only_a_hole", protect(at + 3 * PAGE, PAGE, PROT_READ), "ENOMEM");
  check("begins_with_a_hole", protect(at + 3 * PAGE, 2 * PAGE, PROT_READ), "ENOMEM");
  check("nothing_changed_behind", writable(at + 4 * PAGE), 1);

  scratch();
  must(ftruncate((int)must(open("file", O_RDWR | O_CREAT, 0600)), PAGE));
  int fd = (int)must(open("file", O_RDONLY));
  char *shared = (char *)must(mmap(0, PAGE, PROT_READ, MAP_SHARED, fd, 0));
  char *own = (char *)must(mmap(0, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
  check("read_only_file_shared", protect(shared, PAGE, RW), "EACCES");
  check("read_only_file_executable", protect(shared, PAGE, PROT_READ | PROT_EXEC), "0");
  check("read_only_file_private", protect(own, PAGE, RW), "0");
  check("private_is_writable", writable(own), 1);
  return verdict();
}
