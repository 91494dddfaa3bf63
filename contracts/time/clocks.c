/* Contract:  CLOCK_REALTIME counts from 1970, CLOCK_MONOTONIC never goes back, and over a sleep both advance alike.
 * Source:    clock_gettime(2)
 * Behaviour: B10
 * Covers:    clock_gettime gettimeofday time clock_nanosleep
 */
#include "contract.h"

#include <sys/time.h>

int main(void) {
  enum { MS = 1000000 };
  struct timeval day;
  long long real = clock_ns(CLOCK_REALTIME), mono = clock_ns(CLOCK_MONOTONIC), before = mono;
  check("realtime_after_2024", real > 1704067200000 * MS, 1);
  check("realtime_before_2100", real < 4102444800000 * MS, 1);
  check("monotonic_positive", mono > 0, 1);
  int back = 0;
  for (int i = 0; i < 200; i++) {
    long long now = clock_ns(CLOCK_MONOTONIC);
    back += now < before;
    before = now;
  }
  check("went_back", back, 0);

  must(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 20 * MS}, 0) ? -1 : 0);
  long long mono_step = clock_ns(CLOCK_MONOTONIC) - mono, real_step = clock_ns(CLOCK_REALTIME) - real;
  long long apart = mono_step - real_step;
  check("monotonic_advanced_20_ms", mono_step >= 20 * MS, 1);
  check("realtime_advanced_20_ms", real_step >= 19 * MS, 1);
  check("advanced_alike", apart < 500 * MS && apart > -500 * MS, 1);

  must(syscall(SYS_gettimeofday, &day, 0));
  apart = clock_ns(CLOCK_REALTIME) - (day.tv_sec * 1000000000ll + day.tv_usec * 1000ll);
  check("gettimeofday_agrees", apart >= 0 && apart < 5000ll * MS, 1);
  apart = clock_ns(CLOCK_REALTIME) / 1000000000 - syscall(SYS_time, 0);
  check("time_agrees", apart >= 0 && apart < 5, 1);
  apart = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_REALTIME_COARSE);
  check("coarse_is_a_little_behind", apart >= 0 && apart < 5000ll * MS, 1);
  check("boottime_not_less", clock_ns(CLOCK_BOOTTIME) >= mono, 1);
  before = clock_ns(CLOCK_MONOTONIC_RAW);
  check("raw_goes_on", clock_ns(CLOCK_MONOTONIC_RAW) >= before, 1);
  check("no_such_clock", call(clock_gettime(99, &(struct timespec){0, 0})), "EINVAL");
  return verdict();
}
