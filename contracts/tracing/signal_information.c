/* Contract:  A tracer sees and changes what a signal tells, sees those that wait, and the mask.
 * Source:    ptrace(2), PTRACE_GETSIGINFO, PTRACE_PEEKSIGINFO, PTRACE_GETSIGMASK
 * Covers:    ptrace rt_sigqueueinfo rt_sigprocmask
 */
#include "contract.h"
#include "tracing.h"

struct peek {
  uint64_t off;
  uint32_t flags;
  int32_t count;
};

enum { GETSIGMASK = 0x420a, SETSIGMASK = 0x420b, PEEKSIGINFO = 0x4209 };

static volatile long value;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  value += info->si_value.sival_int;
}

static int run(void) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigset_t set;
  sigaction(SIGRTMIN, &action, 0);
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, 0);
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 2});
  kill(getpid(), SIGUSR2);
  syscall(SYS_tkill, syscall(SYS_gettid), SIGRTMIN);
  raise(SIGUSR1);
  return (int)value;
}

int main(void) {
  pid_t child = traced(run);
  siginfo_t infos[4];
  check("stop", onward(PTRACE_CONT, child, 0), "stopped SIGUSR1");
  struct peek peek = {0, 1, 4};
  check("shared", call(ptrace(PEEKSIGINFO, child, &peek, infos)), "3");
  check("first", infos[0].si_value.sival_int, 1);
  check("second", infos[1].si_value.sival_int, 2);
  check("third", signal_name(infos[2].si_signo), "SIGUSR2");
  check("own", call(ptrace(PEEKSIGINFO, child, &(struct peek){0, 0, 4}, infos)), "1");
  check("own_code", signal_code(infos[0].si_signo, infos[0].si_code), "SI_TKILL");
  check("one", call(ptrace(PEEKSIGINFO, child, &(struct peek){1, 1, 1}, infos)), "1");
  check("one_value", infos[0].si_value.sival_int, 2);
  check("behind", call(ptrace(PEEKSIGINFO, child, &(struct peek){9, 1, 1}, infos)), "0");
  check("bad_flags", call(ptrace(PEEKSIGINFO, child, &(struct peek){0, 2, 1}, infos)), "EINVAL");
  check("bad_count", call(ptrace(PEEKSIGINFO, child, &(struct peek){0, 0, -1}, infos)), "EINVAL");
  uint64_t mask = 0;
  check("mask_size", call(ptrace(GETSIGMASK, child, 16, &mask)), "EINVAL");
  check("mask", call(ptrace(GETSIGMASK, child, 8, &mask)), "0");
  check("mask_has_rt", (mask >> (SIGRTMIN - 1)) & 1, 1);
  check("mask_has_usr2", (mask >> (SIGUSR2 - 1)) & 1, 1);
  mask = 1ull << (SIGUSR2 - 1) | 1ull << (SIGKILL - 1);
  check("set_mask", call(ptrace(SETSIGMASK, child, 8, &mask)), "0");
  must(ptrace(GETSIGMASK, child, 8, &mask));
  check("kill_is_not_blocked", (mask >> (SIGKILL - 1)) & 1, 0);
  check("unblocked_is_told", onward(PTRACE_CONT, child, 0), "stopped SIGRTMIN+0");
  must(ptrace(PTRACE_GETSIGINFO, child, 0, infos));
  infos[0].si_value.sival_int = 100;
  check("set_information", call(ptrace(PTRACE_SETSIGINFO, child, 0, infos)), "0");
  onward(PTRACE_CONT, child, SIGRTMIN);
  onward(PTRACE_CONT, child, SIGRTMIN);
  check("end", onward(PTRACE_CONT, child, SIGRTMIN), "exited 103");
  return verdict();
}
