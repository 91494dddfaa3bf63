/* Contract:  With O_APPEND every write goes to the end of the file, wherever the offset was; pwrite too, on Linux.
 * Source:    open(2), O_APPEND; pwrite(2), BUGS (POSIX wants pwrite at its offset; Linux appends)
 * Covers:    open write lseek pwrite64 fcntl
 */
#include "contract.h"

int main(void) {
  char buffer[32];
  scratch();
  int a = (int)must(open("file", O_RDWR | O_CREAT | O_APPEND, 0600)), b = (int)must(open("file", O_WRONLY | O_APPEND));
  check("flags", open_flags(fcntl(a, F_GETFL)), "O_RDWR|O_APPEND");
  must(write(a, "one", 3));
  must(write(b, "two", 3));
  check("offset_after_own_write", call(lseek(a, 0, SEEK_CUR)), "3");
  must(lseek(a, 0, SEEK_SET));
  check("read_at_0", text(buffer, read(a, buffer, 2)), "on");
  must(write(a, "X", 1));
  check("offset_is_at_the_end", call(lseek(a, 0, SEEK_CUR)), "7");
  check("pwrite", call(pwrite(a, "Y", 1, 0)), "1");
  check("pwrite_keeps_offset", call(lseek(a, 0, SEEK_CUR)), "7");
  check("content", text(buffer, pread(a, buffer, sizeof buffer, 0)), "onetwoXY");

  must(fcntl(a, F_SETFL, 0));
  check("append_off", open_flags(fcntl(a, F_GETFL)), "O_RDWR");
  must(lseek(a, 0, SEEK_SET));
  must(write(a, "ONE", 3));
  must(fcntl(a, F_SETFL, O_APPEND));
  must(write(a, "Z", 1));
  check("content_at_the_end", text(buffer, pread(a, buffer, sizeof buffer, 0)), "ONEtwoXYZ");
  return verdict();
}
