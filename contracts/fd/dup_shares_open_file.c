/* Contract:  dup and dup2 make a second descriptor of one open file: offset and status flags are shared.
 * Source:    dup(2); open(2), "Open file descriptions"
 * Covers:    dup dup2 lseek fcntl close
 */
#include "contract.h"

int main(void) {
  char buffer[8];
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(fd, "abcdef", 6));
  int copy = (int)must(dup(fd)), other = (int)must(open("file", O_RDWR));
  check("dup_is_next_number", copy - fd, 1);
  must(lseek(fd, 2, SEEK_SET));
  check("copy_offset", call(lseek(copy, 0, SEEK_CUR)), "2");
  check("other_offset", call(lseek(other, 0, SEEK_CUR)), "0");
  check("read_copy", text(buffer, read(copy, buffer, 2)), "cd");
  check("read_source_goes_on", text(buffer, read(fd, buffer, 2)), "ef");

  must(fcntl(copy, F_SETFL, O_APPEND | O_NONBLOCK));
  check("source_flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_APPEND|O_NONBLOCK");
  check("other_flags", open_flags(fcntl(other, F_GETFL)), "O_RDWR");

  check("dup2_same_number", dup2(fd, fd) == fd, 1);
  check("dup2_over_open", dup2(other, copy) == copy, 1);
  check("copy_is_other_now", call(lseek(copy, 0, SEEK_CUR)), "0");
  must(close(fd));
  check("lowest_free", dup(other) == fd, 1);
  check("dup_closed", call(dup(99)), "EBADF");
  check("dup2_closed_same", call(dup2(99, 99)), "EBADF");
  check("dup2_out_of_range", call(dup2(other, -1)), "EBADF");
  return verdict();
}
