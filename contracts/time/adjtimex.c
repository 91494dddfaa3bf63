/* Contract:  adjtimex and clock_adjtime tell the state of the clock to everybody and let nobody in a user namespace change
 *            it; of the clocks that exist only CLOCK_REALTIME can be adjusted.
 * Source:    adjtimex(2), ERRORS; Linux, timekeeping_validate_timex
 * Covers:    adjtimex clock_adjtime
 */
#include "contract.h"

#include <sys/syscall.h>
#include <sys/timex.h>

static struct timex state;

static long adjust(unsigned modes) {
  memset(&state, 0, sizeof state);
  state.modes = modes;
  return syscall(SYS_adjtimex, &state);
}

static const char *clock_state(long result) {
  return result < 0 ? error_name(errno) : result <= TIME_ERROR ? "a state" : "other";
}

static const char *on(clockid_t clock) {
  memset(&state, 0, sizeof state);
  return clock_state(syscall(SYS_clock_adjtime, clock, &state));
}

int main(void) {
  struct timespec now;
  check("ask", clock_state(adjust(0)), "a state");
  check("precision", state.precision, 1);
  check("tolerance", state.tolerance, 32768000);
  check("tick", state.tick >= 9000 && state.tick <= 11000, 1);
  must(clock_gettime(CLOCK_REALTIME, &now));
  check("time", state.time.tv_sec >= now.tv_sec - 5 && state.time.tv_sec <= now.tv_sec, 1);
  check("frequency", clock_state(adjust(ADJ_FREQUENCY)), "EPERM");
  check("offset", clock_state(adjust(ADJ_OFFSET)), "EPERM");
  check("tick_length", clock_state(adjust(ADJ_TICK)), "EPERM");
  check("set_offset", clock_state(adjust(ADJ_SETOFFSET)), "EPERM");
  check("single_shot", clock_state(adjust(ADJ_OFFSET_SINGLESHOT)), "EPERM");
  check("ask_single_shot", clock_state(adjust(ADJ_OFFSET_SS_READ)), "a state");
  check("single_shot_bit_alone", clock_state(adjust(0x8000)), "EINVAL");
  check("nowhere", call(syscall(SYS_adjtimex, 8)), "EFAULT");
  check("realtime", on(CLOCK_REALTIME), "a state");
  check("monotonic", on(CLOCK_MONOTONIC), "EOPNOTSUPP");
  check("tai", on(CLOCK_TAI), "EOPNOTSUPP");
  check("raw", on(CLOCK_MONOTONIC_RAW), "EOPNOTSUPP");
  check("cpu_time", on(CLOCK_PROCESS_CPUTIME_ID), "EOPNOTSUPP");
  check("unknown", on(99), "EINVAL");
  check("realtime_nowhere", call(syscall(SYS_clock_adjtime, CLOCK_REALTIME, 8)), "EFAULT");
  return verdict();
}
