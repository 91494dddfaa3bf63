/* Contract:  FUTEX_CMP_REQUEUE wakes some sleepers and moves others to another word, where FUTEX_WAKE finds them.
 * Source:    futex(2), FUTEX_CMP_REQUEUE
 * Covers:    futex
 */
#include "contract.h"

#include <pthread.h>

enum { WAIT = 0, WAKE = 1, CMP_REQUEUE = 4, SLEEPERS = 4 };
static volatile int first = 1, second = 2, woken;
static int told[2], tids[SLEEPERS];

static void *sleeps(void *slot) {
  *(int *)slot = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  if (syscall(SYS_futex, &first, WAIT, 1, 0) == 0) __atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
  return 0;
}

static const char *requeue(int operation, long wake, long move, int expected) {
  return call(syscall(SYS_futex, &first, operation, wake, move, &second, expected));
}

int main(void) {
  pthread_t threads[SLEEPERS];
  char byte;
  must(pipe(told));
  for (int i = 0; i < SLEEPERS; i++) {
    must(pthread_create(&threads[i], 0, sleeps, &tids[i]) ? -1 : 0);
    must(read(told[0], &byte, 1));
    await_sleep(tids[i]);
  }
  check("value_differs", requeue(CMP_REQUEUE, 1, 1, 99), "EAGAIN");
  check("negative_count", requeue(CMP_REQUEUE, -1, 1, 1), "EINVAL");
  check("wake_1_move_2", requeue(CMP_REQUEUE, 1, 2, 1), "3");
  check("left_on_first", call(syscall(SYS_futex, &first, WAKE, 9)), "1");
  check("moved_to_second", call(syscall(SYS_futex, &second, WAKE, 9)), "2");
  for (int i = 0; i < SLEEPERS; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("all_woken", woken, 4);
  check("nobody_left", requeue(CMP_REQUEUE, 9, 9, 1), "0");
  return verdict();
}
