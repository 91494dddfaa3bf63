/* Contract:  msync wants one kind of flags, whole pages and mapped memory; what a shared mapping wrote is in the file.
 * Source:    msync(2)
 * Covers:    msync
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 4 * PAGE));
  char *map = (char *)must(mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)), byte;
  map[PAGE] = 'm';
  check("sync", call(msync(map, 4 * PAGE, MS_SYNC)), "0");
  check("in_the_file", (must(pread(fd, &byte, 1, PAGE)), byte), 'm');
  check("async", call(msync(map, 4 * PAGE, MS_ASYNC)), "0");
  check("no_flags", call(msync(map, PAGE, 0)), "0");
  check("invalidate", call(msync(map, PAGE, MS_INVALIDATE)), "0");
  check("both_kinds", call(msync(map, PAGE, MS_SYNC | MS_ASYNC)), "EINVAL");
  check("unknown_flag", call(msync(map, PAGE, 8)), "EINVAL");
  check("in_page", call(msync(map + 1, PAGE, MS_SYNC)), "EINVAL");
  check("length_zero", call(msync(map, 0, MS_SYNC)), "0");
  must(munmap(map + PAGE, PAGE));
  check("hole", call(msync(map, 4 * PAGE, MS_SYNC)), "ENOMEM");
  check("hole_async", call(msync(map, 4 * PAGE, MS_ASYNC)), "ENOMEM");
  check("nothing_there", call(msync(map + PAGE, PAGE, MS_SYNC)), "ENOMEM");
  return verdict();
}
