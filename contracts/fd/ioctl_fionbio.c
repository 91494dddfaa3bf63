/* Contract:  ioctl(FIONBIO) sets and clears O_NONBLOCK on the open file: every dup sees it, another open file does
 *            not.
 * Source:    ioctl_fionbio(2); fcntl(2), F_SETFL; Linux ioctl_fionbio()
 * Behaviour: B37
 * Covers:    ioctl fcntl dup read
 */
#include "contract.h"

#include <sys/ioctl.h>

int main(void) {
  int p[2], on = 1, off = 0, any = 42;
  char byte;
  must(pipe(p));
  int copy = (int)must(dup(p[0]));
  check("before", open_flags(fcntl(copy, F_GETFL)), "O_RDONLY");
  check("set", call(ioctl(p[0], FIONBIO, &on)), "0");
  check("source", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("copy", open_flags(fcntl(copy, F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("write_end", open_flags(fcntl(p[1], F_GETFL)), "O_WRONLY");
  check("read_copy", call(read(copy, &byte, 1)), "EAGAIN");
  check("clear_through_copy", call(ioctl(copy, FIONBIO, &off)), "0");
  check("source_cleared", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY");
  check("any_value_sets", call(ioctl(p[0], FIONBIO, &any)), "0");
  check("copy_set", open_flags(fcntl(copy, F_GETFL)), "O_RDONLY|O_NONBLOCK");
  must(fcntl(copy, F_SETFL, 0));
  check("cleared_by_fcntl", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY");

  scratch();
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  check("regular_file", call(ioctl(file, FIONBIO, &on)), "0");
  check("regular_file_flags", open_flags(fcntl(file, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("null_pointer", call(ioctl(p[0], FIONBIO, 0)), "EFAULT");
  check("closed", call(ioctl(99, FIONBIO, &on)), "EBADF");
  return verdict();
}
