/* Contract:  When the owner of a robust mutex ends, the next locker gets EOWNERDEAD and may make it consistent.
 * Source:    get_robust_list(2); pthread_mutexattr_setrobust(3); futex(2), FUTEX_OWNER_DIED
 * Covers:    set_robust_list futex clone exit
 */
#include "contract.h"

#include <pthread.h>
#include <sys/mman.h>

static pthread_mutex_t *mutex;

static void *locks_and_ends(void *unused) {
  (void)unused;
  return (void *)(long)pthread_mutex_lock(mutex);
}

int main(void) {
  pthread_t thread;
  pthread_mutexattr_t attributes;
  void *result;
  mutex = (void *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  check("init", error_name(pthread_mutex_init(mutex, &attributes)), "0");

  must(pthread_create(&thread, 0, locks_and_ends, 0) ? -1 : 0);
  must(pthread_join(thread, &result) ? -1 : 0);
  check("thread_locked", error_name((int)(long)result), "0");
  check("owner_dead", error_name(pthread_mutex_lock(mutex)), "EOWNERDEAD");
  check("consistent", error_name(pthread_mutex_consistent(mutex)), "0");
  check("unlock", error_name(pthread_mutex_unlock(mutex)), "0");
  check("lock_again", error_name(pthread_mutex_lock(mutex)), "0");
  check("unlock_again", error_name(pthread_mutex_unlock(mutex)), "0");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pthread_mutex_lock(mutex);
    kill(getpid(), SIGKILL);
  }
  check("child", reap(child), "killed SIGKILL");
  check("owner_was_killed", error_name(pthread_mutex_lock(mutex)), "EOWNERDEAD");
  check("unlock_inconsistent", error_name(pthread_mutex_unlock(mutex)), "0");
  check("not_recoverable", error_name(pthread_mutex_lock(mutex)), "ENOTRECOVERABLE");
  return verdict();
}
