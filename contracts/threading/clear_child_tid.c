/* Contract:  set_tid_address answers the caller's id; at the thread's end the word there becomes 0 and a waiter is woken,
 *            but only when the memory lives on: the end of a process by itself clears nothing of its child's copy.
 * Source:    set_tid_address(2); kernel/fork.c, mm_release
 * Covers:    set_tid_address clone exit futex
 */
#include "contract.h"

#include <sys/mman.h>

static char stack[16384] __attribute__((aligned(16)));
static volatile int word;

static int sets(void *unused) {
  (void)unused;
  word = 77;
  return syscall(SYS_set_tid_address, &word) == getpid() ? 4 : 5;
}

int main(void) {
  int *shared = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  check("answers_the_tid", syscall(SYS_set_tid_address, &word) == syscall(SYS_gettid), 1);
  check("bad_address_is_taken", syscall(SYS_set_tid_address, 8) == syscall(SYS_gettid), 1);
  must(syscall(SYS_set_tid_address, &word));

  pid_t child = (pid_t)must(clone(sets, stack + sizeof stack, CLONE_VM | SIGCHLD, 0));
  check("sharing_child", reap(child), "exited 4");
  check("cleared", word, 0);
  child = (pid_t)must(clone(sets, stack + sizeof stack, SIGCHLD, 0));
  word = 6;
  check("copying_child", reap(child), "exited 4");
  check("own_word_stays", word, 6);
  *shared = 77;
  child = (pid_t)must(fork());
  if (child == 0) {
    syscall(SYS_set_tid_address, shared);
    _exit(3);
  }
  check("child_with_shared_word", reap(child), "exited 3");
  check("last_of_its_memory_clears_nothing", *shared, 77);
  return verdict();
}
