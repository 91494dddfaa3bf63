/* Contract:  A full file system takes a write in part, then ENOSPC; what is removed gives its room back; reading goes
 *            on.
 * Source:    write(2), tmpfs(5)
 * Covers:    write fallocate unlink statfs mkdir
 */
#include "contract.h"

#include <sys/statfs.h>

static char bytes[1 << 20];

static long long free_blocks(void) {
  struct statfs fs;
  must(statfs(".", &fs));
  return (long long)fs.f_bfree;
}

int main(void) {
  scratch();
  int a = (int)must(open("a", O_CREAT | O_RDWR, 0600)), b = (int)must(open("b", O_CREAT | O_RDWR, 0600));
  must(write(b, "before", 6));
  long long room = free_blocks();
  check("almost_all", call(fallocate(a, 0, 0, (room - 2) * 4096)), "0");
  check("two_left", free_blocks(), 2);
  check("part", call(write(b, bytes, sizeof bytes)), number(4096 * 3 - 6, 10));
  check("none_left", free_blocks(), 0);
  check("full", call(write(b, "x", 1)), "ENOSPC");
  check("allocate_full", call(fallocate(b, 0, 0, 4096 * 4)), "ENOSPC");
  check("overwrite", call(pwrite(b, "X", 1, 0)), "1");
  check("a_hole_can_be_made", call(ftruncate(b, 1 << 20)), "0");
  check("but_not_filled", call(pwrite(b, "x", 1, 900000)), "ENOSPC");
  char byte;
  check("holes_read", call(pread(b, &byte, 1, 900000)), "1");
  check("names_need_no_block", call(mkdir("dir", 0700)), "0");
  check("empty_file", made(open("c", O_CREAT | O_RDWR, 0600)), "ok");
  must(unlink("a"));
  check("unlinked_but_open", call(pwrite(b, "x", 1, 900000)), "ENOSPC");
  must(close(a));
  check("closed", call(pwrite(b, "x", 1, 900000)), "1");
  check("room_is_back", free_blocks(), room - 3);
  must(ftruncate(b, 4096));
  check("cut", free_blocks(), room);
  check("content", text(bytes, pread(b, bytes, 6, 0)), "Xefore");
  return verdict();
}
