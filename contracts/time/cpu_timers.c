/* Contract:  ITIMER_VIRTUAL and ITIMER_PROF count CPU time and send SIGVTALRM and SIGPROF; a timer may run on a CPU clock;
 *            all stand still while the process sleeps; timers of setitimer are not inherited by fork.
 * Source:    setitimer(2); timer_create(2), CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID
 * Covers:    setitimer getitimer timer_create timer_settime
 */
#include "contract.h"

#include <sys/time.h>

static volatile sig_atomic_t got;

static void handler(int signal) { got = signal; }

/* Works until a signal comes. */
static const char *work(void) {
  while (!got) {}
  const char *name = signal_name(got);
  got = 0;
  return name;
}

static const char *timer_on(clockid_t clock) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  must(timer_create(clock, &event, &timer));
  must(timer_settime(timer, 0, &(struct itimerspec){{0, 0}, {0, 20000}}, 0));
  const char *answer = work();
  must(timer_delete(timer));
  return answer;
}

int main(void) {
  struct itimerval once = {{0, 0}, {0, 20}}, now;
  signal(SIGVTALRM, handler);
  signal(SIGPROF, handler);
  signal(SIGUSR1, handler);
  must(setitimer(ITIMER_VIRTUAL, &once, 0));
  check("virtual", work(), "SIGVTALRM");
  must(setitimer(ITIMER_PROF, &once, 0));
  check("prof", work(), "SIGPROF");
  check("process_clock", timer_on(CLOCK_PROCESS_CPUTIME_ID), "SIGUSR1");
  check("thread_clock", timer_on(CLOCK_THREAD_CPUTIME_ID), "SIGUSR1");

  once.it_value.tv_usec = 500000;
  must(setitimer(ITIMER_VIRTUAL, &once, 0));
  must(setitimer(ITIMER_PROF, &once, 0));
  must(nanosleep(&(struct timespec){0, 20000000}, 0));
  must(getitimer(ITIMER_VIRTUAL, &now));
  check("virtual_stands_still", now.it_value.tv_usec > 480000 || now.it_value.tv_sec > 0, 1);
  must(getitimer(ITIMER_PROF, &now));
  check("prof_stands_still", now.it_value.tv_usec > 480000 || now.it_value.tv_sec > 0, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    getitimer(ITIMER_PROF, &now);
    _exit(now.it_value.tv_usec == 0 && now.it_value.tv_sec == 0 ? 5 : 6);
  }
  check("not_inherited", reap(child), "exited 5");
  check("no_timer", call(setitimer(3, &once, 0)), "EINVAL");
  check("bad_address", call(syscall(SYS_setitimer, ITIMER_REAL, 8, 0)), "EFAULT");
  check("get_bad_address", call(syscall(SYS_getitimer, ITIMER_REAL, 8)), "EFAULT");
  check("get_no_timer", call(syscall(SYS_getitimer, 3, &now)), "EINVAL");
  check("negative", call(syscall(SYS_setitimer, ITIMER_REAL, &(struct itimerval){{0, 0}, {-1, 0}}, 0)), "EINVAL");
  check("null_disarms", call(syscall(SYS_setitimer, ITIMER_PROF, 0, 0)), "0");
  return verdict();
}
