/* Contract:  sched_get_priority_min and max answer 1 and 99 for the real-time policies, 0 for the others; the time slice of
 *            round-robin can be asked for.
 * Source:    sched_get_priority_max(2); sched_rr_get_interval(2)
 * Covers:    sched_get_priority_min sched_get_priority_max sched_rr_get_interval sched_yield
 */
#include "contract.h"

static const struct {
  const char *key;
  int policy;
  const char *low, *high;
} rows[] = {
    {"other", SCHED_OTHER, "0", "0"}, {"fifo", SCHED_FIFO, "1", "99"},       {"rr", SCHED_RR, "1", "99"},
    {"batch", SCHED_BATCH, "0", "0"}, {"idle", SCHED_IDLE, "0", "0"},        {"deadline", SCHED_DEADLINE, "0", "0"},
    {"four", 4, "EINVAL", "EINVAL"},  {"negative", -1, "EINVAL", "EINVAL"}, {"large", 99, "EINVAL", "EINVAL"},
};

int main(void) {
  struct timespec slice = {-1, -1};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    check(join(rows[i].key, "_min"), call(sched_get_priority_min(rows[i].policy)), rows[i].low);
    check(join(rows[i].key, "_max"), call(sched_get_priority_max(rows[i].policy)), rows[i].high);
  }
  check("interval", call(sched_rr_get_interval(0, &slice)), "0");
  check("slice_is_a_time", slice.tv_sec == 0 && slice.tv_nsec >= 0 && slice.tv_nsec < 1000000000, 1);
  check("interval_negative", call(sched_rr_get_interval(-1, &slice)), "EINVAL");
  check("interval_nobody", call(sched_rr_get_interval(99999, &slice)), "ESRCH");
  check("interval_bad", call(syscall(SYS_sched_rr_get_interval, 0, 8)), "EFAULT");
  check("yield", call(sched_yield()), "0");
  return verdict();
}
