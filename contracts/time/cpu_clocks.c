/* Contract:  CLOCK_PROCESS_CPUTIME_ID and CLOCK_THREAD_CPUTIME_ID advance with work and stand still in a sleep.
 * Source:    clock_gettime(2); clock_getres(2)
 * Covers:    clock_gettime clock_getres nanosleep
 */
#include "contract.h"

int main(void) {
  enum { MS = 1000000 };
  struct timespec resolution;
  long long wall = clock_ns(CLOCK_MONOTONIC), process = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  long long thread = clock_ns(CLOCK_THREAD_CPUTIME_ID);
  for (volatile int i = 0; i < 5000;) i++;
  long long worked = clock_ns(CLOCK_THREAD_CPUTIME_ID) - thread;
  check("work_counts", worked > 0, 1);
  check("process_counts_too", clock_ns(CLOCK_PROCESS_CPUTIME_ID) > process, 1);
  check("not_more_than_time", worked <= clock_ns(CLOCK_MONOTONIC) - wall + MS, 1); /* two clocks: a little slack */

  thread = clock_ns(CLOCK_THREAD_CPUTIME_ID);
  must(nanosleep(&(struct timespec){0, 50 * MS}, 0));
  check("sleep_does_not_count", clock_ns(CLOCK_THREAD_CPUTIME_ID) - thread < 40 * MS, 1);

  must(clock_getres(CLOCK_MONOTONIC, &resolution));
  check("monotonic_resolution", resolution.tv_sec * 1000ll * MS + resolution.tv_nsec, 1);
  must(clock_getres(CLOCK_REALTIME, &resolution));
  check("realtime_resolution", resolution.tv_sec * 1000ll * MS + resolution.tv_nsec, 1);
  check("no_such_clock", call(clock_getres(99, &resolution)), "EINVAL");
  check("cpu_clock_cannot_be_set", call(clock_settime(CLOCK_THREAD_CPUTIME_ID, &resolution)), "EINVAL");
  return verdict();
}
