/* Contract:  madvise takes each advice for the memory that it fits and refuses it elsewhere; what it does shows at once:
 *            MADV_REMOVE makes a hole in what is shared, MADV_DONTFORK and MADV_WIPEONFORK keep memory from a child.
 * Source:    madvise(2)
 * Covers:    madvise
 */
#include "contract.h"

#include <sys/mman.h>

#ifndef MADV_POPULATE_READ
enum { MADV_POPULATE_READ = 22, MADV_POPULATE_WRITE = 23 };
#endif
enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static const char *advise(void *at, size_t size, int advice) { return call(madvise(at, size, advice)); }
static char *map(int prot, int flags, int fd) { return (char *)must(mmap(0, 4 * PAGE, prot, flags, fd, 0)); }

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(pwrite(fd, "f", 1, 0));
  must(ftruncate(fd, 2 * PAGE));
  char *own = map(RW, MAP_PRIVATE | MAP_ANONYMOUS, -1), *shared = map(RW, MAP_SHARED | MAP_ANONYMOUS, -1);
  char *copy = map(RW, MAP_PRIVATE, fd), *file = map(RW, MAP_SHARED, fd), *none = map(PROT_NONE, MAP_PRIVATE, fd);

  copy[0] = 'c';
  check("dontneed_copy", advise(copy, PAGE, MADV_DONTNEED), "0");
  check("reads_the_file_again", copy[0], 'f');
  shared[0] = 's';
  check("dontneed_shared", advise(shared, PAGE, MADV_DONTNEED), "0");
  check("shared_is_kept", shared[0], 's');
  check("remove_shared", advise(shared, PAGE, MADV_REMOVE), "0");
  check("shared_is_gone", shared[0], 0);
  check("remove_file", advise(file, PAGE, MADV_REMOVE), "0");
  check("file_has_a_hole", text(file, 1), text("", 1));
  check("remove_private", advise(own, PAGE, MADV_REMOVE), "EINVAL");
  check("remove_private_file", advise(copy, PAGE, MADV_REMOVE), "EACCES");
  check("free_shared", advise(shared, PAGE, MADV_FREE), "EINVAL");
  check("wipe_shared", advise(shared, PAGE, MADV_WIPEONFORK), "EINVAL");

  memset(own, 'o', 3 * PAGE);
  check("dontfork", advise(own, PAGE, MADV_DONTFORK), "0");
  check("wipeonfork", advise(own + PAGE, PAGE, MADV_WIPEONFORK), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    unsigned char vector;
    int missing = mincore(own, PAGE, &vector) == -1 && errno == ENOMEM;
    _exit(missing && own[PAGE] == 0 && own[2 * PAGE] == 'o' ? 7 : 1);
  }
  check("child_without_them", reap(child), "exited 7");
  check("parent_with_them", own[0] == 'o' && own[PAGE] == 'o', 1);

  check("populate", advise(own, 4 * PAGE, MADV_POPULATE_WRITE), "0");
  check("populate_without_right", advise(none, PAGE, MADV_POPULATE_READ), "EINVAL");
  check("populate_beyond_file", advise(file, 4 * PAGE, MADV_POPULATE_READ), "EFAULT");
  must(munmap(own + PAGE, PAGE));
  check("hole", advise(own, 4 * PAGE, MADV_DONTNEED), "ENOMEM");
  check("but_done_behind_it", own[2 * PAGE], 0);
  check("populate_hole", advise(own, 4 * PAGE, MADV_POPULATE_READ), "ENOMEM");

  check("in_page", advise(own + 1, PAGE, MADV_DONTNEED), "EINVAL");
  check("length_zero", advise(own, 0, MADV_DONTNEED), "0");
  check("unknown_with_length_zero", advise(own, 0, 99), "EINVAL");
  check("length_beyond_all", advise(own, (size_t)-1, MADV_DONTNEED), "EINVAL");
  return verdict();
}
