/* Contract:  Each thread has thread-local variables and errno of its own, with their first values.
 * Source:    arch_prctl(2); clone(2), CLONE_SETTLS; pthread_key_create(3)
 * Covers:    clone arch_prctl set_tid_address
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>

static __thread int value = 42, zero;
static __thread char name[8] = "first";
static pthread_key_t key;
static atomic_int destroyed, wrong;
static pthread_barrier_t together;

static void destructor(void *data) { atomic_fetch_add(&destroyed, (int)(long)data); }

static void *worker(void *argument) {
  int own = (int)(long)argument;
  wrong += value != 42 || zero != 0 || strcmp(name, "first");
  value = own;
  zero += own;
  name[0] = (char)('0' + own);
  pthread_setspecific(key, (void *)(long)own);
  close(own == 1 ? -1 : 0 - own);
  errno = own;
  pthread_barrier_wait(&together);
  wrong += value != own || zero != own || name[0] != '0' + own || errno != own;
  wrong += pthread_getspecific(key) != (void *)(long)own;
  return &value;
}

int main(void) {
  pthread_t threads[3];
  void *addresses[3];
  must(pthread_key_create(&key, destructor) ? -1 : 0);
  must(pthread_barrier_init(&together, 0, 3) ? -1 : 0);
  value = 7;
  errno = 99;
  for (long i = 0; i < 3; i++) must(pthread_create(&threads[i], 0, worker, (void *)(i + 1)) ? -1 : 0);
  for (int i = 0; i < 3; i++) must(pthread_join(threads[i], &addresses[i]) ? -1 : 0);
  check("errno_of_main", errno, 99);
  check("wrong", atomic_load(&wrong), 0);
  check("value_of_main", value, 7);
  check("zero_of_main", zero, 0);
  check("name_of_main", name, "first");
  check("destructors_saw", atomic_load(&destroyed), 6);
  check("own_places", addresses[0] != addresses[1] && addresses[1] != addresses[2] && addresses[0] != &value, 1);
  check("key_of_main", pthread_getspecific(key) == 0, 1);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int inherited = value == 7;
    value = 8;
    _exit(inherited ? 3 : 1);
  }
  check("child_has_a_copy", reap(child), "exited 3");
  check("main_unchanged", value, 7);
  return verdict();
}
