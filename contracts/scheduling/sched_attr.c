/* Contract:  sched_getattr and sched_setattr carry policy and nice value in a struct that may grow; sizes, flags and
 *            addresses are checked.
 * Source:    sched_setattr(2), ERRORS
 * Covers:    sched_setattr sched_getattr
 */
#include "contract.h"

static union {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t util_min, util_max;
  };
  unsigned char bytes[4096];
} attr;

static const char *get(pid_t pid, unsigned size, unsigned flags) {
  memset(&attr, 0x55, sizeof attr);
  return call(syscall(SYS_sched_getattr, pid, &attr, size, flags));
}

static const char *set(uint32_t size, uint32_t policy, uint64_t flags, int nice, uint32_t priority) {
  memset(&attr, 0, sizeof attr);
  attr.size = size, attr.policy = policy, attr.flags = flags, attr.nice = nice, attr.priority = priority;
  return call(syscall(SYS_sched_setattr, 0, &attr, 0));
}

int main(void) {
  check("get", get(0, 48, 0), "0");
  check("size", attr.size, 48);
  check("policy", attr.policy, SCHED_OTHER);
  check("nice", attr.nice, 0);
  check("flags", (long long)attr.flags, 0);
  check("get_larger", get(0, 56, 0), "0");
  check("size_filled", attr.size, 56);
  check("get_short", get(0, 47, 0), "EINVAL");
  check("get_too_large", get(0, 4097, 0), "EINVAL");
  check("get_flags", get(0, 48, 1), "EINVAL");
  check("get_nobody", get(99999, 48, 0), "ESRCH");
  check("get_negative", get(-1, 48, 0), "EINVAL");
  check("get_null", call(syscall(SYS_sched_getattr, 0, 0, 48, 0)), "EINVAL");

  check("set_nice", set(48, SCHED_OTHER, 0, 7, 0), "0");
  must(syscall(SYS_sched_getattr, 0, &attr, 48, 0));
  check("nice_set", attr.nice, 7);
  check("getpriority_agrees", 20 - syscall(SYS_getpriority, 0, 0), 7);
  check("set_less_nice", set(48, SCHED_OTHER, 0, 3, 0), "EPERM");
  check("set_batch", set(48, SCHED_BATCH, 0, 8, 0), "0");
  check("is_batch", syscall(SYS_sched_getscheduler, 0), SCHED_BATCH);
  check("set_size_0_is_the_first", set(0, SCHED_OTHER, 0, 9, 0), "0");
  check("set_short", set(47, SCHED_OTHER, 0, 9, 0), "E2BIG");
  check("short_told_the_size", attr.size, 56);
  check("set_priority", set(48, SCHED_OTHER, 0, 9, 1), "EINVAL");
  check("set_fifo", set(48, SCHED_FIFO, 0, 0, 1), "EPERM");
  check("set_policy_4", set(48, 4, 0, 0, 0), "EINVAL");
  check("set_unknown_flag", set(48, SCHED_OTHER, 1ull << 40, 9, 0), "EINVAL");
  check("set_reset_on_fork", set(48, SCHED_OTHER, 1, 9, 0), "0");
  check("is_reset_on_fork", syscall(SYS_sched_getscheduler, 0) == SCHED_RESET_ON_FORK, 1);
  check("set_call_flags", call(syscall(SYS_sched_setattr, 0, &attr, 1)), "EINVAL");
  check("set_null", call(syscall(SYS_sched_setattr, 0, 0, 0)), "EINVAL");
  memset(&attr, 0, sizeof attr);
  attr.size = 100, attr.bytes[99] = 1;
  check("set_unknown_byte", call(syscall(SYS_sched_setattr, 0, &attr, 0)), "E2BIG");
  return verdict();
}
