/* Contract:  futex_wait, futex_wake and futex_requeue take words of 32 bits alone, with flags of their own for each word;
 *            values and masks that do not fit are EINVAL, and so is a clock, but only where there is a time.
 * Source:    Linux kernel/futex/syscalls.c; include/uapi/linux/futex.h, FUTEX2_*
 * Covers:    futex_wait futex_wake futex_requeue
 * Linux:     since 6.7
 */
#include "contract.h"

#include <pthread.h>

enum { SIZE_U8, SIZE_U16, U32, SIZE_U64, NUMA = 4, PRIVATE = 128, FUTEX_WAKE2 = 454, FUTEX_WAIT2, FUTEX_REQUEUE2 };
struct wait {
  uint64_t value, address;
  uint32_t flags, reserved;
};
static uint32_t words[4] __attribute__((aligned(16))) = {1, 2, 3, 4};
static struct timespec past;
static int told[2], tids[3];

static const char *wait_for(uint64_t value, uint64_t mask, unsigned given, int clock) {
  return call(syscall(FUTEX_WAIT2, words, value, mask, given, &past, clock));
}

static const char *wake(uint64_t mask, int count, unsigned given) {
  return call(syscall(FUTEX_WAKE2, words, mask, count, given));
}

static const char *requeue(uint64_t expected, unsigned first, unsigned second, int count, int move) {
  struct wait waits[2] = {{expected, (uintptr_t)words, first, 0}, {99, (uintptr_t)&words[2], second, 0}};
  return call(syscall(FUTEX_REQUEUE2, waits, 0, count, move));
}

static void *sleeps(void *slot) {
  int *tid = slot;
  *tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  return (void *)syscall(FUTEX_WAIT2, words, 1, 1u << (tid - tids), U32 | PRIVATE, 0, 77);
}

int main(void) {
  pthread_t threads[3];
  char byte;
  check("time_over", wait_for(1, ~0u, U32, CLOCK_MONOTONIC), "ETIMEDOUT");
  check("time_over_realtime", wait_for(1, ~0u, U32 | PRIVATE, CLOCK_REALTIME), "ETIMEDOUT");
  check("other_clock", wait_for(1, ~0u, U32, CLOCK_BOOTTIME), "EINVAL");
  check("value_differs", wait_for(2, ~0u, U32, CLOCK_MONOTONIC), "EAGAIN");
  check("value_too_large", wait_for(1ull << 32, ~0u, U32, CLOCK_MONOTONIC), "EINVAL");
  check("mask_too_large", wait_for(1, 1ull << 32, U32, CLOCK_MONOTONIC), "EINVAL");
  check("no_mask", wait_for(1, 0, U32, CLOCK_MONOTONIC), "EINVAL");
  check("size_8", wait_for(1, ~0u, SIZE_U8, CLOCK_MONOTONIC), "EINVAL");
  check("size_16", wait_for(1, ~0u, SIZE_U16, CLOCK_MONOTONIC), "EINVAL");
  check("size_64", wait_for(1, ~0u, SIZE_U64, CLOCK_MONOTONIC), "EINVAL");
  check("unknown_flag", wait_for(1, ~0u, U32 | 16, CLOCK_MONOTONIC), "EINVAL");
  check("odd_address", call(syscall(FUTEX_WAIT2, (char *)words + 2, 1, ~0u, U32, 0, 0)), "EINVAL");
  check("no_memory", call(syscall(FUTEX_WAIT2, 8, 1, ~0u, U32, 0, 0)), "EFAULT");

  check("wake_nobody", wake(~0u, 1, U32), "0");
  check("wake_no_mask", wake(0, 1, U32), "EINVAL");
  check("wake_mask_too_large", wake(1ull << 32, 1, U32), "EINVAL");
  check("wake_size", wake(~0u, 1, 0), "EINVAL");
  check("wake_unknown_flag", wake(~0u, 1, U32 | 256), "EINVAL");

  must(pipe(told));
  for (int i = 0; i < 3; i++) {
    must(pthread_create(&threads[i], 0, sleeps, &tids[i]) ? -1 : 0);
    must(read(told[0], &byte, 1));
    await_sleep(tids[i]);
  }
  check("wake_shared", wake(~0u, 9, U32), "0");
  check("wake_none", wake(~0u, 0, U32 | PRIVATE), "0");
  check("wake_other_bits", wake(8, 9, U32 | PRIVATE), "0");
  check("wake_bits", wake(2, 9, U32 | PRIVATE), "1");
  check("requeue_differs", requeue(2, U32 | PRIVATE, U32 | PRIVATE, 0, 9), "EAGAIN");
  check("requeue_mixed", requeue(1, U32 | PRIVATE, U32, 0, 9), "EINVAL");
  check("requeue_negative", requeue(1, U32 | PRIVATE, U32 | PRIVATE, -1, 9), "EINVAL");
  check("requeue_value_too_large", requeue(1ull << 32, U32 | PRIVATE, U32 | PRIVATE, 0, 9), "EINVAL");
  check("requeue_flags", call(syscall(FUTEX_REQUEUE2, words, 1, 0, 0)), "EINVAL");
  check("requeue_nothing", call(syscall(FUTEX_REQUEUE2, 0, 0, 0, 0)), "EINVAL");
  check("requeue", requeue(1, U32 | PRIVATE, U32 | PRIVATE, 0, 9), "2");
  check("left", wake(~0u, 9, U32 | PRIVATE), "0");
  check("moved", call(syscall(FUTEX_WAKE2, &words[2], ~0u, 9, U32 | PRIVATE)), "2");
  for (int i = 0; i < 3; i++) must(pthread_join(threads[i], 0) ? -1 : 0);

  words[1] = ~0u;
  check("node_of_caller", wait_for(9, ~0u, U32 | NUMA, CLOCK_MONOTONIC), "EAGAIN");
  check("node_is_told", words[1] != ~0u, 1);
  words[1] = 1 << 20;
  check("no_such_node", wait_for(9, ~0u, U32 | NUMA, CLOCK_MONOTONIC), "EINVAL");
  check("node_alignment", call(syscall(FUTEX_WAIT2, &words[1], 1, ~0u, U32 | NUMA, 0, 0)), "EINVAL");
  return verdict();
}
