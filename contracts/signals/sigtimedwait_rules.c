/* Contract:  sigtimedwait takes pending signals without running handlers, of thread before process, standard before
 *            real-time; a handled signal that is not waited for is EINTR; time over is EAGAIN.
 * Source:    sigtimedwait(2)
 * Covers:    rt_sigtimedwait tgkill kill rt_sigprocmask
 */
#include "contract.h"

#include <sys/time.h>

static volatile sig_atomic_t ran;
static siginfo_t info;

static void handler(int signal) {
  (void)signal;
  ran++;
}

static const char *take(const sigset_t *set, long nanoseconds) {
  memset(&info, 0, sizeof info);
  long got = syscall(SYS_rt_sigtimedwait, set, &info, &(struct timespec){0, nanoseconds}, 8);
  if (got < 0) return error_name(errno);
  return join(join(signal_name((int)got), " "), signal_code((int)got, info.si_code));
}

static sigset_t set_of(int one, int two) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, one);
  sigaddset(&set, two);
  return set;
}

int main(void) {
  sigset_t set = set_of(SIGUSR1, SIGUSR2), none, realtime = set_of(SIGRTMIN, SIGUSR2), killing = set_of(SIGKILL, SIGSTOP);
  sigemptyset(&none);
  signal(SIGUSR1, handler);
  signal(SIGALRM, handler);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(sigprocmask(SIG_BLOCK, &realtime, 0));

  check("nothing", take(&set, 0), "EAGAIN");
  check("nothing_in_time", take(&set, 1000000), "EAGAIN");
  must(kill(getpid(), SIGUSR1));
  must(syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1));
  check("of_thread_first", take(&set, 0), "SIGUSR1 SI_TKILL");
  check("of_process_then", take(&set, 0), "SIGUSR1 SI_USER");
  check("who", info.si_pid == getpid() && info.si_uid == getuid(), 1);
  must(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5}));
  must(kill(getpid(), SIGUSR2));
  check("standard_first", take(&realtime, 0), "SIGUSR2 SI_USER");
  check("realtime_then", take(&realtime, 0), "SIGRTMIN+0 SI_QUEUE");
  check("handlers_did_not_run", ran, 0);

  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 5000}, {0, 5000}}, 0));
  check("other_signal", call(syscall(SYS_rt_sigtimedwait, &set, &info, 0, 8)), "EINTR");
  check("its_handler_ran", ran > 0, 1);
  sigset_t alarm = set_of(SIGALRM, SIGUSR2);
  must(sigprocmask(SIG_BLOCK, &alarm, 0));
  check("alarm", signal_name((int)syscall(SYS_rt_sigtimedwait, &alarm, &info, 0, 8)), "SIGALRM");
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  take(&alarm, 0);

  must(kill(getpid(), SIGUSR1));
  check("no_info_wanted", signal_name((int)syscall(SYS_rt_sigtimedwait, &set, 0, 0, 8)), "SIGUSR1");
  check("empty_set", take(&none, 0), "EAGAIN");
  check("unblockable_never_come", take(&killing, 0), "EAGAIN");
  check("negative_time", take(&set, -1), "EINVAL");
  check("too_many_nanoseconds", take(&set, 1000000000), "EINVAL");
  check("wrong_size", call(syscall(SYS_rt_sigtimedwait, &set, 0, 0, 4)), "EINVAL");
  check("bad_set", call(syscall(SYS_rt_sigtimedwait, 8, 0, 0, 8)), "EFAULT");
  check("bad_time", call(syscall(SYS_rt_sigtimedwait, &set, 0, 8, 8)), "EFAULT");
  must(kill(getpid(), SIGUSR1));
  check("bad_info", call(syscall(SYS_rt_sigtimedwait, &set, 8, 0, 8)), "EFAULT");
  check("taken_all_the_same", take(&set, 0), "EAGAIN");
  return verdict();
}
