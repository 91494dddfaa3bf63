/* Contract:  With PR_SET_SYSCALL_USER_DISPATCH a call from outside of the given range is SIGSYS while the selector byte
 *            says BLOCK, and is made while it says ALLOW; siginfo names the call. Children are not dispatched.
 * Source:    PR_SET_SYSCALL_USER_DISPATCH(2const); Linux, kernel/entry/syscall_user_dispatch.c
 * Covers:    prctl rt_sigaction rt_sigreturn fork
 */
#include "contract.h"

#include <sys/syscall.h>

enum { DISPATCH = 59, OFF = 0, ON = 1, ALLOW = 0, BLOCK = 1 };

static volatile char selector;
static siginfo_t seen;
static int calls;

/* Runs in the range that is allowed: nothing but this function makes calls from there. */
__attribute__((noinline, section(".text.allowed"))) static long allowed(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}

static void caught(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  selector = ALLOW; /* else the return from here would be dispatched, too */
  seen = *info;
  calls++;
}

static long outside(long number) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number) : "rcx", "r11", "memory");
  return result;
}

static long dispatch(long mode, unsigned long start, unsigned long length, void *byte) {
  long result = allowed(SYS_prctl, DISPATCH, mode, (long)start, (long)length, (long)byte);
  if (result >= 0) return result;
  errno = (int)-result;
  return -1;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
  unsigned long start = (unsigned long)allowed, pid = (unsigned long)getpid();
  must(sigaction(SIGSYS, &action, 0));
  check("unknown_mode", call(dispatch(5, 0, 0, 0)), "EINVAL");
  check("off_with_range", call(dispatch(OFF, 1, 0, 0)), "EINVAL");
  check("off_with_selector", call(dispatch(OFF, 0, 0, (void *)&selector)), "EINVAL");
  check("range_wraps", call(dispatch(ON, -1ul, 2, 0)), "EINVAL");
  check("no_length", call(dispatch(ON, start, 0, 0)), "EINVAL");
  check("selector_nowhere", call(dispatch(ON, start, 128, (void *)-1)), "EFAULT");

  selector = ALLOW;
  long on = dispatch(ON, start, 128, (void *)&selector);
  long free_call = outside(SYS_getpid);
  selector = BLOCK;
  long inside = allowed(SYS_getpid, 0, 0, 0, 0, 0);
  int before = calls;
  long blocked = outside(SYS_getppid); /* the handler opens the selector again */
  int after = calls;
  check("on", on, 0);
  check("allowed_by_selector", free_call == (long)pid, 1);
  check("allowed_by_range", inside == (long)pid && before == 0, 1);
  check("blocked", after, 1);
  check("not_made", blocked, SYS_getppid); /* rax is as it was */
  check("signal", signal_name(seen.si_signo), "SIGSYS");
  check("code", seen.si_code, 2);
  check("number", seen.si_syscall, SYS_getppid);
  check("architecture", seen.si_arch == 0xc000003e, 1);
  check("where", seen.si_call_addr != 0, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    selector = BLOCK;
    _exit(outside(SYS_getppid) == (long)pid ? 0 : 1);
  }
  check("child_is_free", reap(child), "exited 0");
  child = (pid_t)must(fork());
  if (child == 0) {
    dispatch(ON, start, 128, (void *)&selector);
    selector = 7;
    outside(SYS_getpid);
    _exit(1);
  }
  check("selector_of_another_value", reap(child), "killed SIGSYS");
  check("off", call(dispatch(OFF, 0, 0, 0)), "0");
  selector = BLOCK;
  check("made_again", outside(SYS_getpid) == (long)pid, 1);
  return verdict();
}
