/* Contract:  F_SET_RW_HINT keeps a guess with the inode of how long what is written will live; every descriptor sees it.
 * Source:    fcntl(2), "File read/write hints"; fs/fcntl.c
 * Covers:    fcntl
 */
#include "contract.h"
#ifndef F_GET_RW_HINT
#define F_GET_RW_HINT 1035
#define F_SET_RW_HINT 1036
#endif

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), second = (int)must(open("file", O_RDONLY));
  uint64_t hint = 99;
  check("get", call(fcntl(fd, F_GET_RW_HINT, &hint)), "0");
  check("none", hint, 0);
  hint = 5;
  check("set", call(fcntl(fd, F_SET_RW_HINT, &hint)), "0");
  hint = 0;
  must(fcntl(second, F_GET_RW_HINT, &hint));
  check("seen_by_another", hint, 5);
  hint = 6;
  check("too_long", call(fcntl(fd, F_SET_RW_HINT, &hint)), "EINVAL");
  hint = 1ull << 32;
  check("wide", call(fcntl(fd, F_SET_RW_HINT, &hint)), "EINVAL");
  check("of_the_file", call(fcntl(fd, 1037, &hint)), "EINVAL");
  check("bad_address", call(fcntl(fd, F_GET_RW_HINT, 8)), "EFAULT");
  check("path", call(fcntl((int)must(open("file", O_PATH)), F_GET_RW_HINT, &hint)), "EBADF");
  return verdict();
}
