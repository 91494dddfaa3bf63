/* Contract:  process_vm_readv and process_vm_writev move bytes between the vectors of two processes, past the limits of
 *            each single one, and stop at the first page that is not there.
 * Source:    process_vm_readv(2)
 * Covers:    process_vm_readv process_vm_writev
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/uio.h>

enum { PAGE = 4096 };
#define VECTORS(...) ((struct iovec[]){__VA_ARGS__}), sizeof((struct iovec[]){__VA_ARGS__}) / sizeof(struct iovec)
#define READ(local, remote) call(process_vm_readv(child, local, remote, 0))
#define WRITE(local, remote) call(process_vm_writev(child, local, remote, 0))

int main(void) {
  char *at = (char *)must(mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  int ready[2], done[2];
  must(pipe(ready));
  must(pipe(done));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    for (int i = 0; i < PAGE; i++) at[i] = (char)('a' + i % 26);
    memset(at + PAGE, 'B', PAGE);
    must(munmap(at + 2 * PAGE, PAGE));
    must(mprotect(at + 3 * PAGE, PAGE, PROT_READ));
    must(write(ready[1], "r", 1));
    must(read(done[0], &byte, 1));
    _exit(memcmp(at + 26, "12345", 5) == 0 && at[31] == 'f' ? 7 : 1);
  }
  char here[2 * PAGE] = {0}, byte;
  must(read(ready[0], &byte, 1));
  check("one_vector", READ(VECTORS({here, 5}), VECTORS({at, 5})), "5");
  check("its_bytes", text(here, 5), "abcde");
  check("own_memory_is_another", at[0], 0);
  check("scattered", READ(VECTORS({here, 2}, {here + 9, 0}, {here + 4, 3}), VECTORS({at + 24, 4}, {at, 9})), "5");
  check("first_part", text(here, 2), "yz");
  check("second_part", text(here + 4, 3), "aba");
  check("over_two_pages", READ(VECTORS({here, 8}), VECTORS({at + PAGE - 1, 2})), "2");
  check("local_is_shorter", READ(VECTORS({here, 3}), VECTORS({at, PAGE})), "3");

  check("up_to_a_hole", READ(VECTORS({here, 2 * PAGE}), VECTORS({at + PAGE + 100, PAGE})), number(PAGE - 100, 10));
  check("begins_in_a_hole", READ(VECTORS({here, 9}), VECTORS({at + 2 * PAGE, 9})), "EFAULT");
  check("second_in_a_hole", READ(VECTORS({here, 99}), VECTORS({at, 6}, {at + 2 * PAGE, 9}, {at, 6})), "6");
  check("local_not_there", READ(VECTORS({(void *)8, 9}), VECTORS({at, 9})), "EFAULT");
  check("second_local_not_there", READ(VECTORS({here, 4}, {(void *)8, 9}), VECTORS({at, 9})), "4");

  check("write", WRITE(VECTORS({"123", 3}, {"45", 2}), VECTORS({at + 26, 9})), "5");
  check("read_only_there", WRITE(VECTORS({here, 1}), VECTORS({at + 3 * PAGE, 1})), "EFAULT");
  check("but_readable", READ(VECTORS({here, 1}), VECTORS({at + 3 * PAGE, 1})), "1");
  must(write(done[1], "d", 1));
  check("child_saw_it", reap(child), "exited 7");
  return verdict();
}
