/* Contract:  nanosleep and clock_nanosleep sleep at least what was asked; interrupted, they tell what is left.
 * Source:    nanosleep(2); clock_nanosleep(2)
 * Covers:    nanosleep clock_nanosleep setitimer
 */
#include "contract.h"

#include <sys/time.h>

enum { MS = 1000000 };

static void tick(int signal) { (void)signal; }

int main(void) {
  struct timespec left = {7, 7}, until;
  long long start = clock_ns(CLOCK_MONOTONIC);
  check("sleep", call(nanosleep(&(struct timespec){0, 20 * MS}, &left)), "0");
  check("at_least", clock_ns(CLOCK_MONOTONIC) - start >= 20 * MS, 1);
  check("left_is_untouched", left.tv_sec == 7 && left.tv_nsec == 7, 1);
  check("zero", call(nanosleep(&(struct timespec){0, 0}, 0)), "0");

  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += 10 * MS;
  if (until.tv_nsec >= 1000 * MS) {
    until.tv_sec++;
    until.tv_nsec -= 1000 * MS;
  }
  check("absolute", error_name(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0)), "0");
  check("absolute_reached", clock_ns(CLOCK_MONOTONIC) >= until.tv_sec * 1000ll * MS + until.tv_nsec, 1);
  check("absolute_in_the_past", error_name(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0)), "0");
  check("realtime", error_name(clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, MS}, 0)), "0");

  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 10000}, {0, 10000}}, 0));
  check("interrupted", call(nanosleep(&(struct timespec){1000, 0}, &left)), "EINTR");
  check("left", left.tv_sec >= 990 && left.tv_sec < 1000, 1);
  until.tv_sec += 1000;
  left = (struct timespec){7, 7};
  check("absolute_interrupted", error_name(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left)), "EINTR");
  check("absolute_tells_nothing_left", left.tv_sec == 7 && left.tv_nsec == 7, 1);
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));

  check("too_many_nanoseconds", call(nanosleep(&(struct timespec){0, 1000 * MS}, 0)), "EINVAL");
  check("negative", call(nanosleep(&(struct timespec){-1, 0}, 0)), "EINVAL");
  check("bad_pointer", call(nanosleep((void *)8, 0)), "EFAULT");
  check("no_such_clock", error_name(clock_nanosleep(99, 0, &(struct timespec){0, 0}, 0)), "EINVAL");
  return verdict();
}
