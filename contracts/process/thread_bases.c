/* Contract:  arch_prctl reads and sets the bases of FS and GS, which threads and children of fork keep; addresses beyond
 *            user space are EPERM.
 * Source:    arch_prctl(2)
 * Covers:    arch_prctl fork
 */
#include "contract.h"

enum { SET_GS = 0x1001, SET_FS = 0x1002, GET_FS = 0x1003, GET_GS = 0x1004 };

static long words[4] = {11, 22, 33, 44};

static long through_gs(void) {
  long value;
  __asm__ volatile("movq %%gs:8, %0" : "=r"(value));
  return value;
}

int main(void) {
  unsigned long base = 1;
  check("get_gs", call(syscall(SYS_arch_prctl, GET_GS, &base)), "0");
  check("gs_at_first", (long long)base, 0);
  check("set_gs", call(syscall(SYS_arch_prctl, SET_GS, words)), "0");
  check("through_gs", through_gs(), 22);
  must(syscall(SYS_arch_prctl, GET_GS, &base));
  check("gs_is", base == (unsigned long)(uintptr_t)words, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)through_gs());
  check("kept_by_fork", reap(child), "exited 22");
  must(syscall(SYS_arch_prctl, SET_GS, words + 1));
  check("moved", through_gs(), 33);

  check("get_fs", call(syscall(SYS_arch_prctl, GET_FS, &base)), "0");
  check("fs_is_set_by_the_library", base != 0, 1);
  check("set_fs_same", call(syscall(SYS_arch_prctl, SET_FS, base)), "0");
  check("gs_beyond_user_space", call(syscall(SYS_arch_prctl, SET_GS, 0x7ffffffff000)), "EPERM");
  check("fs_of_kernel", call(syscall(SYS_arch_prctl, SET_FS, 0xffff800000000000)), "EPERM");
  check("get_bad_address", call(syscall(SYS_arch_prctl, GET_GS, 8)), "EFAULT");
  check("unknown", call(syscall(SYS_arch_prctl, 0x1999, &base)), "EINVAL");
  check("still_moved", through_gs(), 33);
  return verdict();
}
