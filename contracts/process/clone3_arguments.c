/* Contract:  clone3 takes its arguments in a struct that may grow: short ones are EINVAL, unknown bytes E2BIG, and
 *            what the flags do not allow EINVAL.
 * Source:    clone(2), "clone3()", ERRORS
 * Covers:    clone3
 */
#include "contract.h"

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

static union {
  struct {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
  };
  unsigned char bytes[8192];
} args;
static char stack[16384];

/* The answer of clone3: the error, or how the child (which exits with 3) ended. */
static const char *clone3(size_t size) {
  long child = syscall(SYS_clone3, &args, size);
  if (child == 0) _exit(3);
  return child == -1 ? call(child) : reap((pid_t)child);
}

static void reset(void) {
  memset(&args, 0, sizeof args);
  args.exit_signal = SIGCHLD;
}

static const char *with(uint64_t flags, uint64_t signal) {
  reset();
  args.flags = flags;
  args.exit_signal = signal;
  return clone3(64);
}

int main(void) {
  reset();
  check("size_of_first_version", clone3(64), "exited 3");
  check("second", clone3(80), "exited 3");
  check("third", clone3(88), "exited 3");
  check("larger_with_zeroes", clone3(4096), "exited 3");
  check("short", clone3(63), "EINVAL");
  check("none", clone3(0), "EINVAL");
  check("more_than_a_page", clone3(4097), "E2BIG");
  args.bytes[88] = 1;
  check("unknown_byte", clone3(96), "E2BIG");
  check("byte_beyond_size", clone3(88), "exited 3");
  check("null", call(syscall(SYS_clone3, 0, 64)), "EFAULT");

  check("exit_signal_in_flags", with(SIGCHLD, 0), "EINVAL");
  check("detached", with(CLONE_DETACHED, SIGCHLD), "EINVAL");
  check("unknown_flag", with(1ull << 40, SIGCHLD), "EINVAL");
  check("signal_65", with(0, 65), "EINVAL");
  check("parent_and_signal", with(CLONE_PARENT, SIGCHLD), "EINVAL");
  check("thread_and_signal", with(CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, SIGCHLD), "EINVAL");
  check("sighand_and_clear", with(CLONE_SIGHAND | CLONE_VM | 0x100000000ull, SIGCHLD), "EINVAL");

  reset();
  args.stack = (uint64_t)(uintptr_t)stack;
  check("stack_without_size", clone3(64), "EINVAL");
  args.stack = 0;
  args.stack_size = sizeof stack;
  check("size_without_stack", clone3(64), "EINVAL");
  reset();
  args.set_tid = (uint64_t)(uintptr_t)stack;
  check("set_tid_without_size", clone3(88), "EINVAL");
  return verdict();
}
