/* Contract:  cachestat counts the pages of a file's range that are in memory; a length of 0 goes to the end.
 * Source:    cachestat(2); mm/filemap.c
 * Covers:    cachestat
 * Linux:     since 6.5
 */
#include "contract.h"

int main(void) {
  scratch();
  int fd = (int)must(syscall(SYS_memfd_create, "file", 0)), p[2];
  must(pipe(p));
  must(ftruncate(fd, 10 * 4096));
  must(pwrite(fd, "x", 1, 0)), must(pwrite(fd, "x", 1, 3 * 4096)), must(pwrite(fd, "x", 1, 4 * 4096));
  uint64_t range[2] = {0, 10 * 4096}, seen[5];
  check("whole", call(syscall(451, fd, range, seen, 0)), "0");
  check("pages", seen[0], 3);
  check("written_back", seen[2], 0);
  check("evicted", seen[3], 0);
  range[0] = 4095, range[1] = 2;
  must(syscall(451, fd, range, seen, 0));
  check("across", seen[0], 1);
  range[0] = 3 * 4096, range[1] = 0;
  must(syscall(451, fd, range, seen, 0));
  check("to_the_end", seen[0], 2);
  range[0] = 5 * 4096, range[1] = 4096;
  must(syscall(451, fd, range, seen, 0));
  check("hole", seen[0], 0);
  check("flag", call(syscall(451, fd, range, seen, 1)), "EINVAL");
  check("descriptor", call(syscall(451, 99, range, seen, 0)), "EBADF");
  check("range_address", call(syscall(451, fd, 8, seen, 0)), "EFAULT");
  check("answer_address", call(syscall(451, fd, range, 8, 0)), "EFAULT");
  check("pipe", call(syscall(451, p[0], range, seen, 0)), "0");
  check("pipe_pages", seen[0], 0);
  return verdict();
}
