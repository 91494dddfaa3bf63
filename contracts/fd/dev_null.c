/* Contract:  /dev/null is always readable and writable to poll, reads as end of file, and swallows what is written.
 * Source:    null(4); poll(2)
 * Behaviour: B17
 * Covers:    open read write poll lseek fstat
 */
#include "contract.h"

#include <sys/sysmacros.h>

int main(void) {
  char buffer[4] = "abc";
  struct stat st;
  int fd = (int)must(open("/dev/null", O_RDWR));
  check("poll_both", poll_one(fd, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  check("poll_in", poll_one(fd, POLLIN, SOON), "POLLIN");
  check("poll_nothing_asked", poll_one(fd, 0, SOON), "timeout");
  check("read", call(read(fd, buffer, sizeof buffer)), "0");
  check("buffer_untouched", text(buffer, 3), "abc");
  check("write", call(write(fd, buffer, sizeof buffer)), "4");
  check("read_after_write", call(read(fd, buffer, sizeof buffer)), "0");
  check("seek_stays_at_0", call(lseek(fd, 1000, SEEK_SET)), "0");
  must(fstat(fd, &st));
  check("type", ONE_OF(st.st_mode & S_IFMT, NAME(S_IFCHR), NAME(S_IFREG)), "S_IFCHR");
  check("major", major(st.st_rdev), 1);
  check("minor", minor(st.st_rdev), 3);
  check("truncate", call(ftruncate(fd, 0)), "EINVAL");
  check("open_with_trunc", made(open("/dev/null", O_WRONLY | O_TRUNC | O_CREAT, 0600)), "ok");
  return verdict();
}
