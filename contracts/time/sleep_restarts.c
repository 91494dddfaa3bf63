/* Contract:  A sleep that is stopped and continued goes on to its first deadline, absolute and relative; the time left
 *            that a handler leaves behind adds up to the whole.
 * Source:    nanosleep(2), NOTES; restart_syscall(2)
 * Covers:    nanosleep clock_nanosleep restart_syscall
 */
#include "contract.h"

#include <sys/time.h>

enum { MS = 1000000 };

static volatile sig_atomic_t ticks;

static void tick(int signal) {
  (void)signal;
  ticks++;
}

int main(void) {
  struct timespec left = {0, 60 * MS};
  int status, told[2], interruptions = 0;
  char byte;
  must(pipe(told));
  signal(SIGALRM, tick);
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = SA_RESTART}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 10000}, {0, 10000}}, 0));
  long long start = clock_ns(CLOCK_MONOTONIC);
  while (nanosleep(&left, &left) == -1 && errno == EINTR && interruptions < 100) interruptions++;
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  check("interrupted", interruptions > 0, 1);
  check("not_before_the_time", clock_ns(CLOCK_MONOTONIC) - start >= 60 * MS, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    long long until = clock_ns(CLOCK_MONOTONIC) + 40 * MS;
    if (write(told[1], "x", 1) != 1) _exit(1);
    if (nanosleep(&(struct timespec){0, 40 * MS}, 0)) _exit(2);
    if (clock_ns(CLOCK_MONOTONIC) < until) _exit(3);
    until = clock_ns(CLOCK_REALTIME) + 20 * MS;
    struct timespec point = {until / 1000000000, until % 1000000000};
    if (write(told[1], "x", 1) != 1) _exit(1);
    if (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &point, 0)) _exit(4);
    _exit(clock_ns(CLOCK_REALTIME) < until ? 5 : 9);
  }
  for (int i = 0; i < 2; i++) {
    must(read(told[0], &byte, 1));
    must(kill(child, SIGSTOP));
    must(waitpid(child, &status, WUNTRACED));
    must(kill(child, SIGCONT));
  }
  check("stopped_sleeps", reap(child), "exited 9");
  return verdict();
}
