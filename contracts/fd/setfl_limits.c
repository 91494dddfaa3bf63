/* Contract:  F_SETFL changes O_APPEND, O_NONBLOCK, O_ASYNC, O_DIRECT and O_NOATIME and nothing else, for every
 *            descriptor of the file.
 * Source:    fcntl(2), F_SETFL. O_SYNC and the access mode are left as they are, without an error
 * Covers:    fcntl open
 * Linux:     since 6.6
 */
#include "contract.h"

static const char *set(int fd, int flags) {
  return fcntl(fd, F_SETFL, flags) == -1 ? error_name(errno) : open_flags(fcntl(fd, F_GETFL));
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), r = (int)must(open("file", O_RDONLY)), p[2];
  int copy = (int)must(dup(fd)), other = (int)must(open("file", O_RDWR | O_SYNC));
  must(pipe(p));
  check("append", set(fd, O_APPEND), "O_RDWR|O_APPEND");
  check("nonblock_alone", set(fd, O_NONBLOCK), "O_RDWR|O_NONBLOCK");
  check("both", set(fd, O_APPEND | O_NONBLOCK), "O_RDWR|O_APPEND|O_NONBLOCK");
  check("dup_shows_them", open_flags(fcntl(copy, F_GETFL)), "O_RDWR|O_APPEND|O_NONBLOCK");
  check("other_open_does_not", open_flags(fcntl(other, F_GETFL)), "O_RDWR|O_SYNC");
  check("access_mode_stays", set(fd, O_WRONLY), "O_RDWR");
  check("read_only_stays", set(r, O_RDWR), "O_RDONLY");
  check("sync_cannot_be_set", set(fd, O_SYNC), "O_RDWR");
  check("sync_cannot_be_cleared", set(other, 0), "O_RDWR|O_SYNC");
  check("creation_flags_do_nothing", set(fd, O_CREAT | O_TRUNC | O_EXCL | O_CLOEXEC), "O_RDWR");
  check("noatime", set(fd, O_NOATIME), "O_RDWR|O_NOATIME");
  check("direct", set(fd, O_DIRECT), "O_RDWR|O_DIRECT");
  check("async_on_a_file", set(fd, O_ASYNC), "O_RDWR");
  check("async_on_a_pipe", set(p[0], O_ASYNC), "O_RDONLY|O_ASYNC");
  check("async_on_null", set((int)must(open("/dev/null", O_RDONLY)), O_ASYNC), "O_RDONLY");
  check("unknown_bits", set(fd, 0x40000000), "O_RDWR");
  check("path_cannot_be_set", set(fd, O_PATH), "O_RDWR");
  check("on_path", set((int)must(open("file", O_PATH)), O_NONBLOCK), "EBADF");
  check("closed", set(99, 0), "EBADF");
  check("getfd_is_apart", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  check("setfd_takes_only_its_bit", call(fcntl(fd, F_SETFD, 0xff)), "0");
  check("setfd", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("setfd_clears", call(fcntl(fd, F_SETFD, 0xfe)), "0");
  check("cleared", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  return verdict();
}
