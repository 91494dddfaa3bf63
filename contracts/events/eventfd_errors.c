/* Contract:  What eventfd refuses: flags it does not know, numbers that are too short or the largest; offsets and seeks.
 * Source:    eventfd(2), ERRORS
 * Covers:    eventfd eventfd2 read write pread64 lseek
 */
#include "contract.h"

#include <sys/eventfd.h>

int main(void) {
  uint64_t most = UINT64_MAX, value = 7;
  check("unknown_flag", made(syscall(SYS_eventfd2, 0, 2)), "EINVAL");
  int fd = (int)must(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  check("cloexec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  check("status", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("old_call_flags", descriptor_flags(fcntl((int)must(syscall(SYS_eventfd, 3)), F_GETFD)), "0");
  check("empty", call(read(fd, &value, 8)), "EAGAIN");
  check("short_read", call(read(fd, &value, 7)), "EINVAL");
  check("short_write", call(write(fd, &value, 7)), "EINVAL");
  check("largest", call(write(fd, &most, 8)), "EINVAL");
  check("long_write", call(write(fd, (uint64_t[]){1, 2}, 16)), "EINVAL");
  check("long_read", call(read(fd, (uint64_t[]){0, 0}, 16)), "EAGAIN");
  check("bad_buffer_write", call(write(fd, (void *)16, 8)), "EFAULT");
  check("write_2", call(write(fd, &(uint64_t){2}, 8)), "8");
  check("bad_buffer_read", call(read(fd, (void *)16, 8)), "EFAULT");
  check("is_lost", call(read(fd, &value, 8)), "EAGAIN");
  check("pread", call(pread(fd, &value, 8, 0)), "ESPIPE");
  check("seek", call(lseek(fd, 0, SEEK_CUR)), "0");
  check("zero_is_written", call(write(fd, &(uint64_t){0}, 8)), "8");
  check("zero_is_nothing", poll_one(fd, POLLIN, 0), "timeout");
  return verdict();
}
