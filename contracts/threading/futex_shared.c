/* Contract:  A futex in MAP_SHARED memory works between processes, wherever each of them has it mapped.
 * Source:    futex(2), "FUTEX_PRIVATE_FLAG"; mmap(2)
 * Covers:    futex mmap fork
 */
#include "contract.h"

#include <sys/mman.h>

enum { WAIT = 0, WAKE = 1, PRIVATE = 128 };

int main(void) {
  int told[2];
  char byte;
  scratch();
  must(pipe(told));
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 4096));
  int *word = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  int *anonymous = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int *elsewhere = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    must(write(told[1], "x", 1));
    long result = syscall(SYS_futex, elsewhere, WAIT, 0, 0);
    _exit(result == 0 && *elsewhere == 5 ? 3 : 1);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  *word = 5;
  check("private_wake_does_not_reach", call(syscall(SYS_futex, word, WAKE | PRIVATE, 1)), "0");
  check("file_wake", call(syscall(SYS_futex, word, WAKE, 1)), "1");
  check("file_child", reap(child), "exited 3");

  child = (pid_t)must(fork());
  if (child == 0) {
    must(write(told[1], "x", 1));
    _exit(syscall(SYS_futex, anonymous, WAIT, 0, 0) == 0 ? 4 : 1);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  check("anonymous_wake", call(syscall(SYS_futex, anonymous, WAKE, 9)), "1");
  check("anonymous_child", reap(child), "exited 4");
  return verdict();
}
