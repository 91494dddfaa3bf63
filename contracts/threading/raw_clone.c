/* Contract:  clone with CLONE_THREAD shares memory, descriptors and pid, has its own tid, and at its end clears the
 *            tid word and wakes who waits on it.
 * Source:    clone(2); set_tid_address(2)
 * Covers:    clone gettid getpid futex exit
 */
#include "contract.h"

static char stack[65536] __attribute__((aligned(16)));
static volatile int parent_word, child_word, shared, same_pid, own_tid, fd_from_thread;

/* Runs without the C library's idea of a thread, so it makes bare system calls only. */
static void thread(int *argument) {
  shared = *argument;
  own_tid = (int)syscall(SYS_gettid);
  same_pid = (int)syscall(SYS_getpid);
  fd_from_thread = (int)syscall(SYS_open, "/dev/null", O_RDONLY, 0);
  syscall(SYS_chdir, "/proc");
}

/* The C library's clone refuses these flags. The child takes the function and its argument from its new stack. */
static long bare_clone(long flags, void (*function)(int *), int *argument) {
  void **top = (void **)(stack + sizeof stack) - 2;
  top[0] = (void *)(uintptr_t)function;
  top[1] = argument;
  register volatile int *tid_word __asm__("r10") = &child_word;
  long result;
  __asm__ volatile(
      "syscall\n test %%rax, %%rax\n jnz 1f\n"
      "pop %%rax\n pop %%rdi\n call *%%rax\n"
      "mov $60, %%eax\n xor %%edi, %%edi\n syscall\n1:"
      : "=a"(result)
      : "a"(SYS_clone), "D"(flags), "S"(top), "d"(&parent_word), "r"(tid_word)
      : "rcx", "r8", "r11", "memory");
  return result;
}

int main(void) {
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID |
              CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  int value = 31;
  char path[32];
  must(chdir("/"));
  parent_word = child_word = -1;
  int tid = (int)bare_clone(flags, thread, &value);
  check("clone", tid > 0, 1);
  for (int now; (now = child_word) != 0;) syscall(SYS_futex, &child_word, 0 /* FUTEX_WAIT */, now, 0);

  check("memory_shared", shared, 31);
  check("same_pid", same_pid == getpid(), 1);
  check("own_tid", own_tid == tid && tid != getpid(), 1);
  check("parent_word_is_tid", parent_word == tid, 1);
  check("child_word_cleared", child_word, 0);
  check("descriptor_shared", descriptor_flags(fcntl(fd_from_thread, F_GETFD)), "0");
  check("directory_shared", getcwd(path, sizeof path) ? path : "?", "/proc");
  check("no_child_to_wait_for", call(waitpid(-1, 0, 0)), "ECHILD");
  check("not_even_with_wclone", call(waitpid(-1, 0, 0x80000000 /* __WCLONE */)), "ECHILD");
  check("thread_without_sighand", call(syscall(SYS_clone, CLONE_THREAD | CLONE_VM, 0, 0, 0, 0)), "EINVAL");
  check("sighand_without_vm", call(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0)), "EINVAL");
  check("gettid_of_main", syscall(SYS_gettid) == getpid(), 1);
  return verdict();
}
