/* Contract:  FUTEX_CMP_REQUEUE_PI makes the first waiter of FUTEX_WAIT_REQUEUE_PI the owner of a free lock and lets others
 *            wait for it; a lock that is held is waited for by all of them. Only the lock that they named will do.
 * Source:    futex(2), FUTEX_CMP_REQUEUE_PI, FUTEX_WAIT_REQUEUE_PI; futex_proxy_trylock_atomic
 * Covers:    futex
 */
#include "pi_futex.h"

static unsigned condition = 5, lock, other;
static int told[2], tids[3], results[3];
static volatile int handled;

static void on_signal(int signal) {
  (void)signal;
  handled++;
  (void)!write(told[1], "h", 1);
}

static long requeue(unsigned *to, long wake, long move, unsigned expected) {
  return syscall(SYS_futex, &condition, CMP_REQUEUE_PI, wake, move, to, expected);
}

static void *waits(void *slot) {
  long i = (long)slot;
  tids[i] = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  results[i] = (int)syscall(SYS_futex, &condition, WAIT_REQUEUE_PI, 5, 0, &lock, 0) ? errno : 0;
  if (results[i] == 0) results[i] = (int)pi(&lock, UNLOCK_PI) ? errno : 0;
  return 0;
}

static void start(pthread_t *threads, long count) {
  char byte;
  for (long i = 0; i < count; i++) {
    must(pthread_create(&threads[i], 0, waits, (void *)i) ? -1 : 0);
    must(read(told[0], &byte, 1));
    await_sleep(tids[i]);
  }
}

int main(void) {
  pthread_t threads[3];
  char byte;
  struct sigaction action = {.sa_handler = on_signal};
  must(sigaction(SIGUSR1, &action, 0));
  must(pipe(told));
  check("same_word", call(syscall(SYS_futex, &condition, WAIT_REQUEUE_PI, 5, 0, &condition, 0)), "EINVAL");
  check("value", call(syscall(SYS_futex, &condition, WAIT_REQUEUE_PI, 4, 0, &lock, 0)), "EAGAIN");
  check("time_over", call(syscall(SYS_futex, &condition, WAIT_REQUEUE_PI, 5, &(struct timespec){0, 0}, &lock, 0)),
        "ETIMEDOUT");
  check("nobody_waits", call(requeue(&lock, 1, 9, 5)), "0");

  start(threads, 3);
  check("wake", call(syscall(SYS_futex, &condition, WAKE, 1)), "EINVAL");
  check("plain_requeue", call(syscall(SYS_futex, &condition, CMP_REQUEUE, 1, 1, &lock, 5)), "EINVAL");
  check("wake_two", call(requeue(&lock, 2, 0, 5)), "EINVAL");
  check("wake_none", call(requeue(&lock, 0, 0, 5)), "EINVAL");
  check("negative", call(requeue(&lock, 1, -1, 5)), "EINVAL");
  check("to_itself", call(requeue(&condition, 1, 1, 5)), "EINVAL");
  check("value_differs", call(requeue(&lock, 1, 1, 4)), "EAGAIN");
  check("another_lock", call(requeue(&other, 1, 1, 5)), "EINVAL");
  check("another_untouched", word_text(other), "nobody");
  must(syscall(SYS_tgkill, getpid(), tids[0], SIGUSR1));
  must(read(told[0], &byte, 1));
  await_sleep(tids[0]);
  check("handled_and_waits", handled, 1);

  must(pi(&lock, LOCK_PI));
  check("held_one_more_than_asked", call(requeue(&lock, 1, 1, 5)), "2");
  check("held_marked", word_text(lock), "mine|WAITERS");
  must(syscall(SYS_tgkill, getpid(), tids[1], SIGUSR1));
  must(read(told[0], &byte, 1));
  must(pthread_join(threads[1], 0) ? -1 : 0);
  check("interrupted_at_the_lock", error_name(results[1]), "EAGAIN");
  check("unlock", call(pi(&lock, UNLOCK_PI)), "0");
  check("free_for_one", call(requeue(&lock, 1, 0, 5)), "1");
  must(pthread_join(threads[0], 0) ? -1 : 0);
  must(pthread_join(threads[2], 0) ? -1 : 0);
  check("results", results[0] | results[2], 0);
  check("free_after", word_text(lock), "nobody");

  start(threads, 3);
  check("free_for_all", call(requeue(&lock, 1, 9, 5)), "3");
  for (int i = 0; i < 3; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("all_had_it", results[0] | results[1] | results[2], 0);
  check("free_at_the_end", word_text(lock), "nobody");
  return verdict();
}
