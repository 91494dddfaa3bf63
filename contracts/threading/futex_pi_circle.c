/* Contract:  A PI futex whose owner waits, over however many others, for the caller is not waited for: EDEADLK.
 * Source:    futex(2), EDEADLK; rt_mutex_adjust_prio_chain
 * Covers:    futex
 */
#include "pi_futex.h"

static unsigned first, second, third;
static int told[2], tids[2], results[2];

static void *takes_second(void *unused) {
  (void)unused;
  results[0] = (int)pi(&second, LOCK_PI);
  tids[0] = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  results[0] |= (int)pi(&first, LOCK_PI);
  results[0] |= (int)pi(&first, UNLOCK_PI) | (int)pi(&second, UNLOCK_PI);
  return 0;
}

static void *takes_third(void *unused) {
  (void)unused;
  results[1] = (int)pi(&third, LOCK_PI);
  tids[1] = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  results[1] |= (int)pi(&second, LOCK_PI);
  results[1] |= (int)pi(&second, UNLOCK_PI) | (int)pi(&third, UNLOCK_PI);
  return 0;
}

int main(void) {
  pthread_t threads[2];
  char byte;
  must(pipe(told));
  must(pi(&first, LOCK_PI));
  must(pthread_create(&threads[0], 0, takes_second, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tids[0]);
  must(pthread_create(&threads[1], 0, takes_third, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tids[1]);
  check("circle_of_two", call(pi(&second, LOCK_PI)), "EDEADLK");
  check("circle_of_three", call(pi(&third, LOCK_PI)), "EDEADLK");
  check("third_marked", word_text(third), "other|WAITERS");
  check("try_third", call(pi(&third, TRYLOCK_PI)), "EAGAIN");
  check("unlock", call(pi(&first, UNLOCK_PI)), "0");
  for (int i = 0; i < 2; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("results", results[0] | results[1], 0);
  check("words_after", first | second | third, 0);
  return verdict();
}
