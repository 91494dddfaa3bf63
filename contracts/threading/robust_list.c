/* Contract:  set_robust_list wants the length of its head, 24 bytes; any other is EINVAL.
 * Source:    get_robust_list(2)
 * Behaviour: B16
 * Covers:    set_robust_list get_robust_list
 */
#include "contract.h"

struct head {
  struct head *next;
  long offset;
  struct head *pending;
};

int main(void) {
  struct head head = {&head, 0, 0}, *got = 0;
  size_t length = 0;
  check("right_length", call(syscall(SYS_set_robust_list, &head, sizeof head)), "0");
  check("length_0", call(syscall(SYS_set_robust_list, &head, 0)), "EINVAL");
  check("length_8", call(syscall(SYS_set_robust_list, &head, 8)), "EINVAL");
  check("length_23", call(syscall(SYS_set_robust_list, &head, 23)), "EINVAL");
  check("length_25", call(syscall(SYS_set_robust_list, &head, 25)), "EINVAL");
  check("length_huge", call(syscall(SYS_set_robust_list, &head, -1)), "EINVAL");
  check("get", call(syscall(SYS_get_robust_list, 0, &got, &length)), "0");
  check("head", got == &head, 1);
  check("length", (long)length, 24);
  check("null_head", call(syscall(SYS_set_robust_list, 0, sizeof head)), "0");
  check("get_null", call(syscall(SYS_get_robust_list, 0, &got, &length)), "0");
  check("head_is_null", got == 0, 1);
  check("bad_pointer", call(syscall(SYS_get_robust_list, 0, 8, &length)), "EFAULT");
  check("no_such_thread", call(syscall(SYS_get_robust_list, 99999, &got, &length)), "ESRCH");

  must(syscall(SYS_set_robust_list, &head, sizeof head));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_get_robust_list, 0, &got, &length) == 0 && got == 0 ? 2 : 1);
  check("fork_starts_without", reap(child), "exited 2");
  return verdict();
}
