/* Contract:  A normal mutex is EBUSY to try, an error-checking one EDEADLK to lock twice and EPERM to unlock for others, a
 *            recursive one counts.
 * Source:    POSIX, pthread_mutex_lock
 * Covers:    futex
 */
#include "contract.h"

#include <pthread.h>

static pthread_mutex_t mutex;

static void *unlocks(void *unused) {
  (void)unused;
  return (void *)(long)pthread_mutex_unlock(&mutex);
}

static void *tries(void *unused) {
  (void)unused;
  long answer = pthread_mutex_trylock(&mutex);
  if (answer == 0) pthread_mutex_unlock(&mutex);
  return (void *)answer;
}

static const char *in_thread(void *(*function)(void *)) {
  pthread_t thread;
  void *result;
  must(pthread_create(&thread, 0, function, 0) ? -1 : 0);
  must(pthread_join(thread, &result) ? -1 : 0);
  return error_name((int)(long)result);
}

static void make(int kind) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  must(pthread_mutexattr_settype(&attributes, kind) ? -1 : 0);
  must(pthread_mutex_init(&mutex, &attributes) ? -1 : 0);
}

int main(void) {
  struct timespec past = {1, 0};
  make(PTHREAD_MUTEX_NORMAL);
  check("normal", error_name(pthread_mutex_lock(&mutex)), "0");
  check("normal_try", error_name(pthread_mutex_trylock(&mutex)), "EBUSY");
  check("normal_try_other", in_thread(tries), "EBUSY");
  check("normal_timed", error_name(pthread_mutex_timedlock(&mutex, &past)), "ETIMEDOUT");
  check("normal_unlock", error_name(pthread_mutex_unlock(&mutex)), "0");
  check("normal_free", in_thread(tries), "0");

  make(PTHREAD_MUTEX_ERRORCHECK);
  check("check_lock", error_name(pthread_mutex_lock(&mutex)), "0");
  check("check_twice", error_name(pthread_mutex_lock(&mutex)), "EDEADLK");
  check("check_unlock_other", in_thread(unlocks), "EPERM");
  check("check_unlock", error_name(pthread_mutex_unlock(&mutex)), "0");
  check("check_unlock_unlocked", error_name(pthread_mutex_unlock(&mutex)), "EPERM");

  make(PTHREAD_MUTEX_RECURSIVE);
  check("recursive", error_name(pthread_mutex_lock(&mutex)), "0");
  check("recursive_twice", error_name(pthread_mutex_lock(&mutex)), "0");
  check("recursive_unlock_other", in_thread(unlocks), "EPERM");
  check("recursive_unlock", error_name(pthread_mutex_unlock(&mutex)), "0");
  check("recursive_still_held", in_thread(tries), "EBUSY");
  check("recursive_last", error_name(pthread_mutex_unlock(&mutex)), "0");
  check("recursive_free", in_thread(tries), "0");
  return verdict();
}
