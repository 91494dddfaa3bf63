/* Contract:  Who asks for a PI futex that another has sets FUTEX_WAITERS and sleeps; FUTEX_UNLOCK_PI gives it to the
 *            longest waiting, whose thread id the word holds at once. Other operations do not touch such waiters: EINVAL.
 * Source:    futex(2), FUTEX_LOCK_PI, FUTEX_UNLOCK_PI; wake_futex_pi
 * Covers:    futex
 */
#include "pi_futex.h"

static unsigned word, other, plain = 7;
static int told[2], tids[3], order[3], results[3];
static volatile int next;

static void *locks(void *slot) {
  long i = (long)slot;
  tids[i] = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  results[i] = (int)pi(&word, LOCK_PI | (int)PRIVATE);
  order[next++] = (int)i;
  results[i] |= (int)pi(&word, UNLOCK_PI | (int)PRIVATE);
  return 0;
}

static void *waits(void *tid) {
  *(int *)tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  syscall(SYS_futex, &plain, WAIT | PRIVATE, 7, 0);
  return 0;
}

int main(void) {
  pthread_t threads[3], waiter;
  char byte;
  int tid;
  must(pipe(told));
  must(pi(&word, LOCK_PI | PRIVATE));
  for (long i = 0; i < 3; i++) {
    must(pthread_create(&threads[i], 0, locks, (void *)i) ? -1 : 0);
    must(read(told[0], &byte, 1));
    await_sleep(tids[i]);
  }
  check("waiters_marked", word_text(word), "mine|WAITERS");
  check("wake", call(syscall(SYS_futex, &word, WAKE | PRIVATE, 1)), "EINVAL");
  check("wake_other_kind", call(syscall(SYS_futex, &word, WAKE, 1)), "0");
  check("requeue", call(syscall(SYS_futex, &word, REQUEUE | PRIVATE, 0, 1, &other)), "EINVAL");
  check("requeue_pi", call(syscall(SYS_futex, &word, CMP_REQUEUE_PI | PRIVATE, 1, 1, &other, word)), "EINVAL");
  unsigned kept = word;
  word = OWNER_MASK;
  check("word_lies", call(pi(&word, TRYLOCK_PI | PRIVATE)), "EINVAL");
  word = kept;
  check("unlock", call(pi(&word, UNLOCK_PI | PRIVATE)), "0");
  check("unlock_again", call(pi(&word, UNLOCK_PI | PRIVATE)), "EPERM");
  for (int i = 0; i < 3; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("order", join(number(order[0], 10), join(number(order[1], 10), number(order[2], 10))), "012");
  check("results", results[0] | results[1] | results[2], 0);
  check("free_after", word_text(word), "nobody");

  must(pthread_create(&waiter, 0, waits, &tid) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  check("lock_with_plain_waiter", call(pi(&plain, LOCK_PI | PRIVATE)), "EINVAL");
  check("wake_plain", call(syscall(SYS_futex, &plain, WAKE | PRIVATE, 1)), "1");
  must(pthread_join(waiter, 0) ? -1 : 0);
  return verdict();
}
