/* Contract:  F_SEAL_WRITE waits until no shared mapping can write; after it mmap refuses shared writing but not reading,
 *            and a private mapping still writes its own copy.
 * Source:    fcntl(2), "File sealing"; memfd_create(2)
 * Covers:    memfd_create mmap mprotect fcntl
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

int main(void) {
  int fd = (int)must(memfd_create("sealed", MFD_ALLOW_SEALING));
  must(pwrite(fd, "file", 4, 0));
  char *map = (char *)must(mmap(0, PAGE, RW, MAP_SHARED, fd, 0));
  check("mapped", text(map, 4), "file");
  map[0] = 'F';
  check("busy_while_mapped", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "EBUSY");
  must(mprotect(map, PAGE, PROT_READ));
  check("busy_as_it_could_be_writable", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "EBUSY");
  must(munmap(map, PAGE));
  check("seal", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "0");
  check("seals", call(fcntl(fd, F_GET_SEALS)), number(F_SEAL_WRITE, 10));
  check("shared_writing", made((long)mmap(0, PAGE, RW, MAP_SHARED, fd, 0)), "EPERM");
  char *own = (char *)must(mmap(0, PAGE, RW, MAP_PRIVATE, fd, 0));
  own[1] = 'X';
  check("private_copy", text(own, 4), "FXle");
  char data[4];
  check("file_is_as_it_was", text(data, pread(fd, data, 4, 0)), "File");
  check("write", call(pwrite(fd, "x", 1, 0)), "EPERM");
  check("shrink_is_not_sealed", call(ftruncate(fd, 2)), "0");
  check("shrink_seal", call(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)), "0");
  check("shrink", call(ftruncate(fd, 1)), "EPERM");
  check("grow", call(ftruncate(fd, 9)), "EPERM");
  check("no_more_seals", call(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), "EPERM");
  return verdict();
}
