/* Contract:  MAP_SHARED memory is one memory across fork, anonymous and file-backed; MAP_PRIVATE is not.
 * Source:    mmap(2), MAP_SHARED; fork(2)
 * Behaviour: B23
 * Covers:    mmap fork munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

static volatile int *map(int flags, int fd) {
  return (int *)must(mmap(0, PAGE, PROT_READ | PROT_WRITE, flags, fd, 0));
}

int main(void) {
  int up[2], down[2], value = 0;
  char byte;
  scratch();
  must(pipe(up));
  must(pipe(down));
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, PAGE));
  volatile int *shared = map(MAP_SHARED | MAP_ANONYMOUS, -1), *private = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
  volatile int *file = map(MAP_SHARED, fd), *file_private = map(MAP_PRIVATE, fd);
  *shared = *private = *file = 1;
  check("private_file_before_write", *file_private, 1);
  *file_private = 1;

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    *shared = *private = *file = *file_private = 2;
    must(write(up[1], "x", 1));
    must(read(down[0], &byte, 1));
    _exit(*shared == 3 && *file == 3 && *private == 2 && *file_private == 2 ? 4 : 1);
  }
  must(read(up[0], &byte, 1));
  check("anonymous_shared", *shared, 2);
  check("file_shared", *file, 2);
  check("anonymous_private", *private, 1);
  check("file_private", *file_private, 1);
  must(pread(fd, &value, sizeof value, 0));
  check("file_itself", value, 2);
  *shared = *private = *file = *file_private = 3;
  must(write(down[1], "x", 1));
  check("child_saw_ours", reap(child), "exited 4");
  must(munmap((void *)shared, PAGE));
  return verdict();
}
