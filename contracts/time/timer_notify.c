/* Contract:  A timer sends its signal to the process, to one thread, or nobody, with its value and id; without a sigevent
 *            SIGALRM with its id; kinds, signals, threads and clocks are checked.
 * Source:    timer_create(2)
 * Covers:    timer_create timer_settime timer_gettime timer_delete
 */
#include "contract.h"

static struct {
  union sigval value;
  int signo, notify, tid, rest[11];
} event;
static int timer;
static sigset_t set;
static siginfo_t info;

static const char *create(int clock, int notify, int signo, int tid) {
  event.notify = notify, event.signo = signo, event.tid = tid, event.value.sival_int = 44;
  return call(syscall(SYS_timer_create, clock, &event, &timer));
}

/* Fires at once; what came. */
static const char *fire(void) {
  must(syscall(SYS_timer_settime, timer, 0, &(struct itimerspec){{0, 0}, {0, 1}}, 0));
  memset(&info, 0, sizeof info);
  int got = sigtimedwait(&set, &info, &(struct timespec){5, 0});
  must(syscall(SYS_timer_delete, timer));
  if (got < 0) return error_name(errno);
  return join(join(signal_name(got), " "), signal_code(got, info.si_code));
}

int main(void) {
  struct itimerspec now;
  int me = (int)syscall(SYS_gettid);
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  check("signal", create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 0), "0");
  check("fired", fire(), "SIGUSR1 SI_TIMER");
  check("value", info.si_value.sival_int, 44);
  check("thread", create(CLOCK_REALTIME, 4, SIGRTMIN, me), "0");
  check("thread_fired", fire(), "SIGRTMIN+0 SI_TIMER");
  check("default", call(syscall(SYS_timer_create, CLOCK_BOOTTIME, 0, &timer)), "0");
  int id = timer;
  check("default_fired", fire(), "SIGALRM SI_TIMER");
  check("default_value_is_the_id", info.si_value.sival_int == id && info.si_timerid == id, 1);
  check("none", create(CLOCK_MONOTONIC, SIGEV_NONE, 0, 0), "0");
  must(syscall(SYS_timer_settime, timer, 0, &(struct itimerspec){{0, 0}, {0, 1}}, 0));
  must(nanosleep(&(struct timespec){0, 2000000}, 0));
  check("none_came", call(sigtimedwait(&set, &info, &(struct timespec){0, 0})), "EAGAIN");
  must(syscall(SYS_timer_gettime, timer, &now));
  check("none_is_over", now.it_value.tv_sec + now.it_value.tv_nsec, 0);
  must(syscall(SYS_timer_settime, timer, 0, &(struct itimerspec){{0, 1000000}, {0, 1000000}}, 0));
  must(nanosleep(&(struct timespec){0, 3500000}, 0));
  must(syscall(SYS_timer_gettime, timer, &now));
  check("none_goes_on", now.it_value.tv_sec == 0 && now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 1000000, 1);
  check("delete", call(syscall(SYS_timer_delete, timer)), "0");
  check("delete_again", call(syscall(SYS_timer_delete, timer)), "EINVAL");

  check("kind", create(CLOCK_MONOTONIC, 7, SIGUSR1, 0), "EINVAL");
  check("signal_0", create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 0, 0), "EINVAL");
  check("signal_65", create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 65, 0), "EINVAL");
  check("thread_of_nobody", create(CLOCK_MONOTONIC, 4, SIGUSR1, 99999), "EINVAL");
  check("thread_of_others", create(CLOCK_MONOTONIC, 4, SIGUSR1, getppid()), "EINVAL");
  check("clock_99", create(99, SIGEV_SIGNAL, SIGUSR1, 0), "EINVAL");
  check("clock_raw", create(CLOCK_MONOTONIC_RAW, SIGEV_SIGNAL, SIGUSR1, 0), "EOPNOTSUPP");
  check("clock_coarse", create(CLOCK_REALTIME_COARSE, SIGEV_SIGNAL, SIGUSR1, 0), "EOPNOTSUPP");
  check("bad_event", call(syscall(SYS_timer_create, CLOCK_MONOTONIC, 8, &timer)), "EFAULT");
  check("bad_id", call(syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, 8)), "EFAULT");
  return verdict();
}
