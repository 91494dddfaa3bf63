/* Contract:  Many readers or one writer hold a read-write lock: try is EBUSY, timed is ETIMEDOUT, unlocking lets the
 *            waiting in.
 * Source:    POSIX, pthread_rwlock_rdlock, pthread_rwlock_wrlock
 * Covers:    futex
 */
#include "contract.h"

#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int told[2], tid;
static volatile int value;

static void *writes(void *unused) {
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  pthread_rwlock_wrlock(&lock);
  value = 7;
  pthread_rwlock_unlock(&lock);
  return unused;
}

static void *reads(void *unused) {
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  pthread_rwlock_rdlock(&lock);
  int seen = value;
  pthread_rwlock_unlock(&lock);
  return unused ? unused : (void *)(long)seen;
}

static pthread_t waiting(void *(*function)(void *)) {
  pthread_t thread;
  char byte;
  must(pthread_create(&thread, 0, function, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  return thread;
}

int main(void) {
  struct timespec past = {1, 0};
  void *seen;
  must(pipe(told));
  check("read", error_name(pthread_rwlock_rdlock(&lock)), "0");
  check("second_reader", error_name(pthread_rwlock_tryrdlock(&lock)), "0");
  check("writer_cannot", error_name(pthread_rwlock_trywrlock(&lock)), "EBUSY");
  check("writer_in_time", error_name(pthread_rwlock_timedwrlock(&lock, &past)), "ETIMEDOUT");
  must(pthread_rwlock_unlock(&lock) ? -1 : 0);
  pthread_t writer = waiting(writes);
  check("writer_waits", value, 0);
  must(pthread_rwlock_unlock(&lock) ? -1 : 0);
  must(pthread_join(writer, 0) ? -1 : 0);
  check("writer_wrote", value, 7);

  check("write", error_name(pthread_rwlock_wrlock(&lock)), "0");
  check("reader_cannot", error_name(pthread_rwlock_tryrdlock(&lock)), "EBUSY");
  check("reader_in_time", error_name(pthread_rwlock_timedrdlock(&lock, &past)), "ETIMEDOUT");
  pthread_t reader = waiting(reads);
  value = 9;
  must(pthread_rwlock_unlock(&lock) ? -1 : 0);
  must(pthread_join(reader, &seen) ? -1 : 0);
  check("reader_saw", (long)seen, 9);
  check("free_again", error_name(pthread_rwlock_trywrlock(&lock)), "0");
  return verdict();
}
