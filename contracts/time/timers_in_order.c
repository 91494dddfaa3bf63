/* Contract:  However many timers are armed and deleted, in whatever order, they expire in the order of their times.
 * Source:    timer_settime(2); signal(7): real-time signals arrive in the order in which they were sent
 * Covers:    timer_create timer_settime timer_delete rt_sigtimedwait
 */
#include "contract.h"

#include <sched.h>
#include <time.h>

enum { TIMERS = 24 };

int main(void) {
  /* Timers of one processor expire one after the other. */
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((size_t)must(sched_getcpu()), &one);
  must(sched_setaffinity(0, sizeof one, &one));
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &wanted, 0));
  timer_t timers[TIMERS];
  int in_time = 1;
  struct timespec start;
  must(clock_gettime(CLOCK_MONOTONIC, &start));
  for (int i = 0; i < TIMERS; i++) {
    int rank = (i * 7 + 3) % TIMERS; /* every rank once */
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = rank};
    must(timer_create(CLOCK_MONOTONIC, &event, &timers[rank]));
    long long at = start.tv_nsec + 100000000ll + rank * 2000000ll;
    struct itimerspec when = {.it_value = {start.tv_sec + at / 1000000000, at % 1000000000}};
    must(timer_settime(timers[rank], TIMER_ABSTIME, &when, 0));
    struct itimerspec left;
    must(timer_gettime(timers[rank], &left));
    long long nanoseconds = left.it_value.tv_sec * 1000000000ll + left.it_value.tv_nsec;
    if (nanoseconds > 100000000ll + rank * 2000000ll) in_time = 0;
  }
  for (int rank = 0; rank < TIMERS; rank += 5) must(timer_delete(timers[rank]));
  check("not_later_than_asked", in_time, 1);
  static char out[256];
  for (int rank = 0; rank < TIMERS; rank++) {
    siginfo_t info;
    if (rank % 5 == 0) continue;
    if (*out) strcat(out, " ");
    long got = sigtimedwait(&wanted, &info, &(struct timespec){BOUND / 1000, 0});
    strcat(out, got == -1 ? error_name(errno) : number(info.si_value.sival_int, 10));
  }
  check("order", out, "1 2 3 4 6 7 8 9 11 12 13 14 16 17 18 19 21 22 23");
  siginfo_t info;
  check("no_more", call(sigtimedwait(&wanted, &info, &(struct timespec){0, 0})), "EAGAIN");
  return verdict();
}
