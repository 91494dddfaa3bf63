/* Contract:  A mapping keeps its file after the descriptor is closed and the name is gone; others that map the same file
 *            at other offsets see the same bytes.
 * Source:    mmap(2): "closing the file descriptor does not unmap the region"; unlink(2)
 * Covers:    mmap close unlink
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 3 * PAGE));
  char *all = (char *)must(mmap(0, 3 * PAGE, RW, MAP_SHARED, fd, 0));
  char *last = (char *)must(mmap(0, PAGE, RW, MAP_SHARED, fd, 2 * PAGE));
  char *reader = (char *)must(mmap(0, 2 * PAGE, PROT_READ, MAP_SHARED, fd, PAGE));
  int again = (int)must(open("file", O_RDONLY));
  must(close(fd));
  must(unlink("file"));
  all[2 * PAGE + 5] = 'a';
  check("same_page_at_another_offset", last[5], 'a');
  last[6] = 'l';
  check("and_back", all[2 * PAGE + 6], 'l');
  check("read_only_mapping", text(reader + PAGE + 5, 2), "al");
  char data[2];
  check("open_descriptor", text(data, pread(again, data, 2, 2 * PAGE + 5)), "al");
  struct stat stat;
  must(fstat(again, &stat));
  check("no_name_left", stat.st_nlink, 0);
  must(close(again));
  all[0] = 'x';
  must(munmap(all + PAGE, 2 * PAGE));
  check("part_of_it_stays", all[0], 'x');
  check("others_stay", last[5], 'a');
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    last[7] = 'c';
    _exit(all[0]);
  }
  check("child_has_it_too", reap(child), "exited 120");
  check("and_shares_it", reader[PAGE + 7], 'c');
  return verdict();
}
