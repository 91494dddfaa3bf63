/* Contract:  FUTEX_WAIT sleeps only while the word has the value it expects, and FUTEX_WAKE tells how many it woke.
 * Source:    futex(2)
 * Covers:    futex
 */
#include "contract.h"

#include <pthread.h>

enum { WAIT = 0, WAKE = 1, WAIT_BITSET = 9, WAKE_BITSET = 10, PRIVATE = 128 };
static volatile int word = 5;
static int told[2];

static long futex(int operation, int value, const struct timespec *timeout, int mask) {
  return syscall(SYS_futex, &word, operation, value, timeout, 0, mask);
}

struct sleeper {
  pthread_t thread;
  int tid, operation, mask;
  long result;
};

static void *sleeps(void *argument) {
  struct sleeper *me = argument;
  me->tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  me->result = futex(me->operation, 5, 0, me->mask);
  return 0;
}

static void start(struct sleeper *sleeper, int operation, int mask) {
  char byte;
  *sleeper = (struct sleeper){.operation = operation, .mask = mask, .result = -2};
  must(pthread_create(&sleeper->thread, 0, sleeps, sleeper) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(sleeper->tid);
}

static long end(struct sleeper *sleeper) {
  must(pthread_join(sleeper->thread, 0) ? -1 : 0);
  return sleeper->result;
}

int main(void) {
  struct sleeper a, b, c;
  must(pipe(told));
  check("value_differs", call(futex(WAIT, 4, 0, 0)), "EAGAIN");
  check("wake_nobody", call(futex(WAKE, 1, 0, 0)), "0");
  check("timeout", call(futex(WAIT, 5, &(struct timespec){0, 1000000}, 0)), "ETIMEDOUT");
  check("timeout_0", call(futex(WAIT, 5, &(struct timespec){0, 0}, 0)), "ETIMEDOUT");
  check("bad_timeout", call(futex(WAIT, 5, &(struct timespec){0, 1000000000}, 0)), "EINVAL");

  start(&a, WAIT, 0);
  start(&b, WAIT, 0);
  start(&c, WAIT, 0);
  check("wake_one", call(futex(WAKE, 1, 0, 0)), "1");
  check("wake_rest", call(futex(WAKE, INT_MAX, 0, 0)), "2");
  check("first_sleeper", end(&a), 0); /* which of them woke first is not promised */
  check("second_sleeper", end(&b), 0);
  check("third_sleeper", end(&c), 0);

  start(&a, WAIT_BITSET | PRIVATE, 1);
  start(&b, WAIT_BITSET | PRIVATE, 2);
  check("wake_other_bit", call(futex(WAKE_BITSET | PRIVATE, 9, 0, 4)), "0");
  check("wake_bit_2", call(futex(WAKE_BITSET | PRIVATE, 9, 0, 2)), "1");
  check("bit_2_sleeper", end(&b), 0);
  check("wake_plain", call(futex(WAKE | PRIVATE, 9, 0, 0)), "1");
  check("bit_1_sleeper", end(&a), 0);
  start(&a, WAIT, 0);
  check("wake_none_wakes_one", call(futex(WAKE, 0, 0, 0)), "1");
  check("its_sleeper", end(&a), 0);
  check("no_bits", call(futex(WAIT_BITSET, 5, 0, 0)), "EINVAL");

  check("unaligned", call(syscall(SYS_futex, (char *)&word + 1, WAIT, 5, 0)), "EINVAL");
  check("bad_address", call(syscall(SYS_futex, 8, WAIT, 5, 0)), "EFAULT");
  check("unknown_operation", call(futex(77, 0, 0, 0)), "ENOSYS");
  return verdict();
}
