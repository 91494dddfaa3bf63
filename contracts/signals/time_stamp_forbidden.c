/* Contract:  With PR_TSC_SIGSEGV the instruction RDTSC is SIGSEGV with SI_KERNEL, in this thread and in children made
 *            afterwards, until PR_TSC_ENABLE.
 * Source:    prctl(2), PR_SET_TSC
 * Covers:    prctl rt_sigaction fork
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/prctl.h>

static sigjmp_buf back;
static siginfo_t seen;

static void caught(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  seen = *info;
  siglongjmp(back, 1);
}

static const char *read_counter(void) {
  unsigned low, high;
  if (sigsetjmp(back, 1)) return "SIGSEGV";
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return "read";
}

static int state(void) {
  int value = 0;
  must(prctl(PR_GET_TSC, &value));
  return value;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGSEGV, &action, 0));
  check("at_first", state(), PR_TSC_ENABLE);
  check("reads", read_counter(), "read");
  check("unknown", call(prctl(PR_SET_TSC, 3)), "EINVAL");
  check("nothing", call(prctl(PR_SET_TSC, 0)), "EINVAL");
  check("nowhere", call(prctl(PR_GET_TSC, 8)), "EFAULT");
  check("forbid", call(prctl(PR_SET_TSC, PR_TSC_SIGSEGV)), "0");
  check("forbidden", state(), PR_TSC_SIGSEGV);
  check("faults", read_counter(), "SIGSEGV");
  check("code", seen.si_code == SI_KERNEL && seen.si_addr == 0, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);
    if (state() != PR_TSC_SIGSEGV) _exit(1);
    read_counter();
    _exit(2);
  }
  check("child", reap(child), "killed SIGSEGV");
  check("allow", call(prctl(PR_SET_TSC, PR_TSC_ENABLE)), "0");
  check("reads_again", read_counter(), "read");
  return verdict();
}
