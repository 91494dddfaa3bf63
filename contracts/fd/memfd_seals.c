/* Contract:  Seals of a memfd can be added, never taken away: they refuse writing, growing, shrinking and further
 *            seals.
 * Source:    fcntl(2), "File Sealing"; memfd_create(2)
 * Covers:    memfd_create fcntl write ftruncate fallocate mmap
 */
#include "contract.h"

#include <sys/mman.h>

static const char *seals(long value) {
  return value == -1 ? error_name(errno)
                     : FLAGS(value, NAME(F_SEAL_SEAL), NAME(F_SEAL_SHRINK), NAME(F_SEAL_GROW), NAME(F_SEAL_WRITE),
                             NAME(F_SEAL_FUTURE_WRITE));
}

static const char *map(int fd, int protection) {
  void *at = mmap(0, 4096, protection, MAP_SHARED, fd, 0);
  return at == MAP_FAILED ? error_name(errno) : munmap(at, 4096) ? "?" : "mapped";
}

int main(void) {
  int fd = (int)must(memfd_create("sealed", MFD_ALLOW_SEALING)), plain = (int)must(memfd_create("plain", 0));
  check("none", seals(fcntl(fd, F_GET_SEALS)), "0");
  check("without_sealing", seals(fcntl(plain, F_GET_SEALS)), "F_SEAL_SEAL");
  check("add_without_sealing", call(fcntl(plain, F_ADD_SEALS, F_SEAL_WRITE)), "EPERM");
  must(ftruncate(fd, 8192));
  check("add_shrink", call(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)), "0");
  check("shrink", call(ftruncate(fd, 4096)), "EPERM");
  check("grow", call(ftruncate(fd, 12288)), "0");
  check("add_grow", call(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW)), "0");
  check("grow_sealed", call(ftruncate(fd, 16384)), "EPERM");
  check("same_size", call(ftruncate(fd, 12288)), "0");
  check("write_inside", call(pwrite(fd, "abc", 3, 0)), "3");
  check("write_beyond", call(pwrite(fd, "abc", 3, 12288)), "EPERM");
  check("allocate_beyond", call(fallocate(fd, 0, 0, 16384)), "EPERM");
  check("both", seals(fcntl(fd, F_GET_SEALS)), "F_SEAL_SHRINK|F_SEAL_GROW");
  void *at = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check("write_seal_while_mapped", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "EBUSY");
  check("future_write_while_mapped", call(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE)), "0");
  *(char *)at = 'X';
  must(munmap(at, 4096));
  check("write_after_future", call(pwrite(fd, "d", 1, 0)), "EPERM");
  check("map_after_future", map(fd, PROT_READ | PROT_WRITE), "EPERM");
  check("add_write", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "0");
  check("map_read_only", map(fd, PROT_READ), "mapped");
  check("punch", call(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096)), "EPERM");
  check("add_seal", call(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL)), "0");
  check("no_more", call(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)), "EPERM");
  char byte;
  check("read_still", text(&byte, pread(fd, &byte, 1, 0)), "X");
  check("unknown_seal", call(fcntl((int)must(memfd_create("x", MFD_ALLOW_SEALING)), F_ADD_SEALS, 0x1000)), "EINVAL");
  check("of_no_memfd", seals(fcntl(0, F_GET_SEALS)), "EINVAL");
  return verdict();
}
