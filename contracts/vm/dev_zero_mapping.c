/* Contract:  Mapping /dev/zero is mapping anonymous memory: private it is one's own, shared it is one with the children.
 * Source:    zero(4)
 * Requires:  devices
 * Covers:    mmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

int main(void) {
  int fd = (int)must(open("/dev/zero", O_RDWR)), reader = (int)must(open("/dev/zero", O_RDONLY));
  char *own = (char *)must(mmap(0, 2 * PAGE, RW, MAP_PRIVATE, fd, 0));
  char *shared = (char *)must(mmap(0, 2 * PAGE, RW, MAP_SHARED, fd, 0));
  char *other = (char *)must(mmap(0, 2 * PAGE, RW, MAP_SHARED, fd, 0));
  must(close(fd));
  check("zero", own[PAGE] | shared[PAGE], 0);
  own[0] = 'o';
  shared[0] = 's';
  check("each_shared_mapping_is_new", other[0], 0);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int sees = own[0] == 'o' && shared[0] == 's';
    own[0] = shared[0] = 'c';
    _exit(sees ? 4 : 1);
  }
  check("child_sees_both", reap(child), "exited 4");
  check("private_is_ours", own[0], 'o');
  check("shared_is_one", shared[0], 'c');
  check("read_only_descriptor_private", made((long)mmap(0, PAGE, RW, MAP_PRIVATE, reader, 0)), "ok");
  check("read_only_descriptor_shared", made((long)mmap(0, PAGE, RW, MAP_SHARED, reader, 0)), "EACCES");
  int null = (int)must(open("/dev/null", O_RDWR)), full = (int)must(open("/dev/full", O_RDWR));
  check("dev_null", made((long)mmap(0, PAGE, RW, MAP_PRIVATE, null, 0)), "ENODEV");
  check("dev_full", made((long)mmap(0, PAGE, RW, MAP_PRIVATE, full, 0)), "ENODEV");
  return verdict();
}
