/* Contract:  Process 1 is a process like others to those who ask about it: signals do nothing to it, its scheduling and
 *            limits can be read, and nobody in the container may look into it.
 * Source:    kill(2); sched_getscheduler(2); ptrace(2), "Ptrace access mode checking"; pid_namespaces(7)
 * Covers:    kill tgkill getpriority sched_getscheduler sched_getparam sched_getaffinity prlimit64 pidfd_open kcmp
 *            get_robust_list capget getpgid getsid setpgid ioprio_get
 * Requires:  namespaces
 */
#include "contract.h"

#include <sched.h>
#include <sys/resource.h>

int main(void) {
  cpu_set_t processors;
  struct sched_param param = {.sched_priority = 77};
  struct rlimit limit;
  void *head;
  size_t length;
  uint32_t header[2] = {0x20080522, 1}, sets[6];
  char path[64];
  check("parent", getppid(), 1);
  check("exists", call(kill(1, 0)), "0");
  check("not_killed", call(kill(1, SIGKILL)), "0");
  check("thread_not_killed", call(syscall(SYS_tgkill, 1, 1, SIGKILL)), "0");
  check("nice", call(getpriority(PRIO_PROCESS, 1)), "0");
  check("policy", call(syscall(SYS_sched_getscheduler, 1)), "0");
  check("parameters", call(syscall(SYS_sched_getparam, 1, &param)), "0");
  check("priority", param.sched_priority, 0);
  check("affinity", made(syscall(SYS_sched_getaffinity, 1, sizeof processors, &processors)), "ok");
  check("input_and_output", call(syscall(SYS_ioprio_get, 1, 1)), "0");
  check("limit", call(syscall(SYS_prlimit64, 1, RLIMIT_CORE, 0, &limit)), "0");
  check("group", getpgid(1), 1);
  check("session", getsid(1), 1);
  check("no_child_of_ours", call(setpgid(1, 0)), "ESRCH");
  check("pidfd", made(syscall(SYS_pidfd_open, 1, 0)), "ok");
  check("capabilities", call(syscall(SYS_capget, header, sets)), "0");
  check("robust_list", call(syscall(SYS_get_robust_list, 1, &head, &length)), "EPERM");
  check("compare", call(syscall(SYS_kcmp, 1, getpid(), 1, 0, 0)), "EPERM");
  check("executable", call(readlink("/proc/1/exe", path, sizeof path)), "EACCES");
  check("still_there", call(kill(1, 0)), "0");

  /* Calls about one thread differ in what they answer for a number that is none. */
  check("affinity_of_none", call(syscall(SYS_sched_getaffinity, -1, sizeof processors, &processors)), "ESRCH");
  check("setting_affinity_of_none", call(syscall(SYS_sched_setaffinity, -1, sizeof processors, &processors)), "ESRCH");
  check("policy_of_none", call(syscall(SYS_sched_getscheduler, -1)), "EINVAL");
  check("parameters_of_none", call(syscall(SYS_sched_getparam, -1, &param)), "EINVAL");
  return verdict();
}
