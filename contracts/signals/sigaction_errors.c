/* Contract:  sigaction, sigprocmask, sigpending, sigsuspend check size, signal and addresses; flags read back as set, unknown
 *            ones cleared; SIGKILL and SIGSTOP leave every mask.
 * Source:    sigaction(2), ERRORS, "Dynamically probing for flag bit support"; sigprocmask(2)
 * Covers:    rt_sigaction rt_sigprocmask rt_sigpending rt_sigsuspend
 */
#include "contract.h"

static struct {
  void *handler;
  unsigned long flags;
  void *restorer;
  uint64_t mask;
} act, old;

static const char *action(long signal, const void *set, void *get, long size) {
  return call(syscall(SYS_rt_sigaction, signal, set, get, size));
}

int main(void) {
  uint64_t set = ~0ull, now = 0;
  act.flags = ~0ul;
  act.mask = ~0ull;
  act.handler = (void *)SIG_IGN;
  check("set", action(SIGUSR1, &act, 0, 8), "0");
  check("get", action(SIGUSR1, 0, &old, 8), "0");
  check("known_flags", number((long long)(old.flags & 0xffffffff), 16), "0xdc000807");
  check("mask", number((long long)~old.mask, 16), "0x40100");
  check("size", action(SIGUSR1, &act, 0, 4), "EINVAL");
  check("signal_0", action(0, 0, &old, 8), "EINVAL");
  check("signal_65", action(65, 0, &old, 8), "EINVAL");
  check("kill_get", action(SIGKILL, 0, &old, 8), "0");
  check("kill_set", action(SIGKILL, &act, 0, 8), "EINVAL");
  check("stop_set", action(SIGSTOP, &act, 0, 8), "EINVAL");
  act.handler = (void *)SIG_DFL;
  check("kill_set_default", action(SIGKILL, &act, 0, 8), "EINVAL");
  check("bad_new", action(SIGUSR1, (void *)8, 0, 8), "EFAULT");
  check("bad_old", action(SIGUSR1, 0, (void *)8, 8), "EFAULT");
  check("bad_new_of_no_signal", action(65, (void *)8, 0, 8), "EFAULT");
  check("set_though_old_is_bad", action(SIGUSR1, &act, (void *)8, 8), "EFAULT");
  check("get_again", action(SIGUSR1, 0, &old, 8), "0");
  check("was_set", old.handler == (void *)SIG_DFL, 1);

  check("block_all", call(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, &now, 8)), "0");
  check("was_empty", number((long long)now, 16), "0x0");
  check("read", call(syscall(SYS_rt_sigprocmask, 77, 0, &now, 8)), "0");
  check("all_but_two", number((long long)~now, 16), "0x40100");
  check("how", call(syscall(SYS_rt_sigprocmask, 3, &set, 0, 8)), "EINVAL");
  check("mask_size", call(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, 0, 16)), "EINVAL");
  check("bad_mask", call(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 8, 0, 8)), "EFAULT");
  check("bad_old_mask", call(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, 8, 8)), "EFAULT");
  check("pending_small", call(syscall(SYS_rt_sigpending, &now, 4)), "0");
  check("pending_large", call(syscall(SYS_rt_sigpending, &now, 9)), "EINVAL");
  check("pending_bad", call(syscall(SYS_rt_sigpending, 8, 8)), "EFAULT");
  check("suspend_size", call(syscall(SYS_rt_sigsuspend, &set, 4)), "EINVAL");
  check("suspend_bad", call(syscall(SYS_rt_sigsuspend, 8, 8)), "EFAULT");
  return verdict();
}
