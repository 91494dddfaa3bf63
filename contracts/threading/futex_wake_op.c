/* Contract:  FUTEX_WAKE_OP changes the second word, wakes sleepers of the first, and those of the second if the old value
 *            compares; every operation and comparison.
 * Source:    futex(2), FUTEX_WAKE_OP
 * Covers:    futex
 */
#include "contract.h"

#include <pthread.h>

enum { WAIT = 0, WAKE_OP = 5, SHIFT = 8, GE = 5 };
static volatile int first, second;
static int told[2], tid;

static unsigned pack(unsigned operation, unsigned operand, unsigned comparison, unsigned against) {
  return operation << 28 | comparison << 24 | (operand & 0xfff) << 12 | (against & 0xfff);
}

static const char *wake_op(unsigned packed) {
  return call(syscall(SYS_futex, &first, WAKE_OP, 1, 1l, &second, packed));
}

static const struct {
  const char *key;
  unsigned operation, operand;
  int before, after;
} operations[] = {
    {"set", 0, 7, 5, 7},           {"add", 1, 3, 5, 8},           {"or", 2, 6, 9, 15},
    {"andn", 3, 6, 7, 1},          {"xor", 4, 6, 5, 3},           {"add_negative", 1, 0xfff, 5, 4},
    {"set_shifted", SHIFT | 0, 4, 5, 16}, {"or_shifted", SHIFT | 2, 3, 1, 9},
};

static void *sleeps(void *word) {
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  syscall(SYS_futex, word, WAIT, 0, 0);
  return 0;
}

/* Whether a sleeper on the second word, whose value is 0, is woken when 0 compares so with that number. */
static const char *compares(unsigned comparison, unsigned against) {
  pthread_t thread;
  char byte;
  second = 0;
  must(pthread_create(&thread, 0, sleeps, (void *)&second) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  const char *woken = wake_op(pack(1, 0, comparison, against));
  if (woken[0] == '0') must(syscall(SYS_futex, &second, 1, 1));
  must(pthread_join(thread, 0) ? -1 : 0);
  return woken;
}

int main(void) {
  must(pipe(told));
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
    second = operations[i].before;
    check(operations[i].key, wake_op(pack(operations[i].operation, operations[i].operand, 0, 0)), "0");
    check(join(operations[i].key, "_after"), second, operations[i].after);
  }
  check("eq_0", compares(0, 0), "1");
  check("eq_1", compares(0, 1), "0");
  check("ne_0", compares(1, 0), "0");
  check("lt_1", compares(2, 1), "1");
  check("lt_minus_1", compares(2, 0xfff), "0");
  check("le_0", compares(3, 0), "1");
  check("gt_minus_1", compares(4, 0xfff), "1");
  check("ge_1", compares(GE, 1), "0");
  check("unknown_operation", wake_op(pack(5, 0, 0, 0)), "ENOSYS");
  check("unknown_comparison", wake_op(pack(0, 0, 6, 0)), "ENOSYS");
  check("second_unaligned", call(syscall(SYS_futex, &first, WAKE_OP, 1, 1l, (char *)&second + 2, 0)), "EINVAL");
  check("second_bad", call(syscall(SYS_futex, &first, WAKE_OP, 1, 1l, 8, 0)), "EFAULT");
  return verdict();
}
