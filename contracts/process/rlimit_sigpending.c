/* Contract:  RLIMIT_SIGPENDING bounds queued signals: beyond it sigqueue is EAGAIN, kill of a real-time signal still
 *            marks it pending without its siginfo; SIGKILL's kin, the standard signals, always come through.
 * Source:    sigqueue(3), EAGAIN; getrlimit(2), RLIMIT_SIGPENDING; kernel/signal.c, __send_signal_locked
 * Covers:    setrlimit rt_sigqueueinfo kill rt_sigtimedwait rt_sigpending
 */
#include "contract.h"

#include <sys/resource.h>

static sigset_t set;
static siginfo_t info;

static const char *take(void) {
  memset(&info, 0, sizeof info);
  int signal = sigtimedwait(&set, &info, &(struct timespec){0, 0});
  if (signal < 0) return error_name(errno);
  return join(join(signal_name(signal), " "), join(signal_code(signal, info.si_code), join(" ", number(info.si_int, 10))));
}

int main(void) {
  sigset_t pending;
  int queued = 0;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGRTMIN + 1);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){5, 1024}));
  while (queued < 100 && sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = queued}) == 0) queued++;
  check("error", error_name(errno), "EAGAIN");
  check("queued", queued, 5);
  check("kill_realtime", call(kill(getpid(), SIGRTMIN)), "0");
  check("kill_other_realtime", call(kill(getpid(), SIGRTMIN + 1)), "0");
  check("kill_standard", call(kill(getpid(), SIGUSR1)), "0");
  check("tgkill_realtime", call(syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGRTMIN)), "EAGAIN");
  must(sigpending(&pending));
  check("pending", signal_set(&pending), "SIGUSR1|SIGRTMIN+0|SIGRTMIN+1");
  check("standard_first", take(), "SIGUSR1 SI_USER 0");
  for (int i = 0; i < 5; i++) check(join("in_order_", number(i, 10)), take(), join("SIGRTMIN+0 SI_QUEUE ", number(i, 10)));
  check("without_siginfo", take(), "SIGRTMIN+1 SI_USER 0");
  check("no_more", take(), "EAGAIN");
  check("room_again", call(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 9})), "0");
  check("queued_again", take(), "SIGRTMIN+0 SI_QUEUE 9");
  return verdict();
}
