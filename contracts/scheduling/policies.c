/* Contract:  SCHED_OTHER, SCHED_BATCH and SCHED_IDLE may be set by anyone and read back; the real-time policies need a
 *            right or a limit (EPERM); priorities must fit the policy.
 * Source:    sched_setscheduler(2), ERRORS; sched(7)
 * Covers:    sched_setscheduler sched_getscheduler sched_setparam sched_getparam
 */
#include "contract.h"

static const char *set(pid_t pid, int policy, int priority) {
  return call(syscall(SYS_sched_setscheduler, pid, policy, &(struct sched_param){.sched_priority = priority}));
}

static const char *policy_of(pid_t pid) {
  long policy = syscall(SYS_sched_getscheduler, pid);
  if (policy < 0) return error_name(errno);
  return FLAGS(policy & SCHED_RESET_ON_FORK, NAME(SCHED_RESET_ON_FORK))[0] == '0'
             ? ONE_OF(policy, NAME(SCHED_OTHER), NAME(SCHED_FIFO), NAME(SCHED_RR), NAME(SCHED_BATCH), NAME(SCHED_IDLE))
             : "reset on fork";
}

int main(void) {
  struct sched_param param = {.sched_priority = 77};
  check("at_first", policy_of(0), "SCHED_OTHER");
  check("fifo_from_other", set(0, SCHED_FIFO, 1), "EPERM");
  check("round_robin_from_other", set(0, SCHED_RR, 1), "EPERM");
  check("batch", set(0, SCHED_BATCH, 0), "0");
  check("is_batch", policy_of(0), "SCHED_BATCH");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)syscall(SYS_sched_getscheduler, 0));
  check("inherited", reap(child), "exited 3");
  check("other_again", set(0, SCHED_OTHER, 0), "0");
  check("reset_on_fork", set(0, SCHED_OTHER | SCHED_RESET_ON_FORK, 0), "0");
  check("is_reset_on_fork", policy_of(0), "reset on fork");
  child = (pid_t)must(fork());
  if (child == 0) _exit(syscall(SYS_sched_getscheduler, 0) == 0 ? 7 : 8);
  check("child_is_reset", reap(child), "exited 7");
  check("cannot_take_it_back", set(0, SCHED_OTHER, 0), "EPERM");

  check("idle", set(0, SCHED_IDLE | SCHED_RESET_ON_FORK, 0), "0");
  check("no_way_back_from_idle", set(0, SCHED_OTHER | SCHED_RESET_ON_FORK, 0), "EPERM");

  check("fifo", set(0, SCHED_FIFO, 1), "EPERM");
  check("round_robin", set(0, SCHED_RR, 99), "EPERM");
  check("fifo_priority_0", set(0, SCHED_FIFO, 0), "EINVAL");
  check("fifo_priority_100", set(0, SCHED_FIFO, 100), "EINVAL");
  check("other_priority_1", set(0, SCHED_OTHER, 1), "EINVAL");
  check("policy_4", set(0, 4, 0), "EINVAL");
  check("policy_negative", set(0, -1, 0), "EINVAL");
  check("nobody", set(99999, SCHED_OTHER, 0), "ESRCH");
  check("pid_negative", set(-1, SCHED_OTHER, 0), "EINVAL");
  check("null_param", call(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, 0)), "EINVAL");
  check("bad_param", call(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, 8)), "EFAULT");
  check("get_negative", policy_of(-1), "EINVAL");
  check("get_nobody", policy_of(99999), "ESRCH");

  check("getparam", call(syscall(SYS_sched_getparam, 0, &param)), "0");
  check("priority", param.sched_priority, 0);
  check("getparam_null", call(syscall(SYS_sched_getparam, 0, 0)), "EINVAL");
  check("getparam_bad", call(syscall(SYS_sched_getparam, 0, 8)), "EFAULT");
  check("getparam_nobody", call(syscall(SYS_sched_getparam, 99999, &param)), "ESRCH");
  check("setparam_0", call(syscall(SYS_sched_setparam, 0, &param)), "0");
  param.sched_priority = 5;
  check("setparam_5", call(syscall(SYS_sched_setparam, 0, &param)), "EINVAL");
  check("setparam_null", call(syscall(SYS_sched_setparam, 0, 0)), "EINVAL");
  return verdict();
}
