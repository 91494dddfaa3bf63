/* Contract:  FUTEX_LOCK_PI writes the caller's thread id into a free word, FUTEX_UNLOCK_PI clears it; EDEADLK for one's
 *            own lock, EPERM for another's, ESRCH for an owner who is not there, with FUTEX_WAITERS set all the same.
 * Source:    futex(2), FUTEX_LOCK_PI, FUTEX_TRYLOCK_PI, FUTEX_UNLOCK_PI; futex_lock_pi_atomic
 * Covers:    futex
 */
#include "pi_futex.h"

static unsigned words[2];
#define word words[0]

static const char *timed(int operation, long seconds, long nanoseconds) {
  return call(syscall(SYS_futex, &word, operation, 0, &(struct timespec){seconds, nanoseconds}, 0, 0));
}

int main(void) {
  check("lock", call(pi(&word, LOCK_PI)), "0");
  check("locked", word_text(word), "mine");
  check("lock_own", call(pi(&word, LOCK_PI)), "EDEADLK");
  check("trylock_own", call(pi(&word, TRYLOCK_PI | PRIVATE)), "EDEADLK");
  check("locked_still", word_text(word), "mine");
  check("unlock", call(pi(&word, UNLOCK_PI)), "0");
  check("unlocked", word_text(word), "nobody");
  check("unlock_free", call(pi(&word, UNLOCK_PI)), "EPERM");
  check("trylock", call(pi(&word, TRYLOCK_PI)), "0");
  check("trylocked", word_text(word), "mine");
  word |= WAITERS;
  check("unlock_with_waiters_bit", call(pi(&word, UNLOCK_PI)), "0");
  check("bit_gone", word_text(word), "nobody");

  word = OWNER_DIED;
  check("lock_of_dead", call(pi(&word, LOCK_PI)), "0");
  check("mark_stays", word_text(word), "mine|OWNER_DIED");
  check("unlock_of_dead", call(pi(&word, UNLOCK_PI)), "0");
  check("mark_gone", word_text(word), "nobody");
  word = WAITERS;
  check("lock_nobody_waits", call(pi(&word, LOCK_PI)), "0");
  check("waiters_bit_goes", word_text(word), "mine");

  word = OWNER_MASK;
  check("unlock_of_other", call(pi(&word, UNLOCK_PI)), "EPERM");
  check("unlock_left", word_text(word), "other");
  check("lock_of_stranger", call(pi(&word, LOCK_PI)), "ESRCH");
  check("waiters_marked", word_text(word), "other|WAITERS");
  check("trylock_of_stranger", call(pi(&word, TRYLOCK_PI)), "ESRCH");
  word = 0;

  check("no_memory", call(pi((void *)8, LOCK_PI)), "EFAULT");
  check("no_memory_unlock", call(pi((void *)8, UNLOCK_PI)), "EFAULT");
  check("odd_address", call(pi((char *)&word + 1, LOCK_PI)), "EINVAL");
  check("odd_unlock", call(pi((char *)&word + 1, UNLOCK_PI)), "EPERM");
  check("realtime_lock", timed(LOCK_PI | REALTIME, 0, 0), "ENOSYS");
  check("realtime_unlock", call(pi(&word, UNLOCK_PI | REALTIME)), "ENOSYS");
  check("bad_time", timed(LOCK_PI, 0, 1000000000), "EINVAL");
  check("bad_time_2", timed(LOCK_PI2, -1, 0), "EINVAL");
  check("time_of_free", timed(LOCK_PI2 | REALTIME, 0, 0), "0");
  check("taken", word_text(word), "mine");
  check("no_time", call(syscall(SYS_futex, &word, LOCK_PI, 0, 8)), "EFAULT");
  return verdict();
}
