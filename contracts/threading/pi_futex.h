/* What contracts of PI futexes share: the operations by name, and what a word says of its owner. */
#ifndef PI_FUTEX_H
#define PI_FUTEX_H
#include "contract.h"

#include <pthread.h>
#include <sys/mman.h>

enum {
  WAIT = 0,
  WAKE = 1,
  REQUEUE = 3,
  CMP_REQUEUE = 4,
  WAKE_OP = 5,
  LOCK_PI = 6,
  UNLOCK_PI = 7,
  TRYLOCK_PI = 8,
  WAIT_REQUEUE_PI = 11,
  CMP_REQUEUE_PI = 12,
  LOCK_PI2 = 13,
  PRIVATE = 128,
  REALTIME = 256,
  OWNER_MASK = 0x3fffffff
};
#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u

static inline long pi(volatile void *word, int operation) { return syscall(SYS_futex, word, operation, 0, 0, 0, 0); }

/* "mine", "other", "nobody", with the bits beside it: "mine|WAITERS". */
static inline const char *word_text(unsigned word) {
  unsigned owner = word & OWNER_MASK;
  const char *who = owner == 0 ? "nobody" : owner == (unsigned)syscall(SYS_gettid) ? "mine" : "other";
  if (word & WAITERS) who = join(who, "|WAITERS");
  if (word & OWNER_DIED) who = join(who, "|OWNER_DIED");
  return who;
}
#endif
