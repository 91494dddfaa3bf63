/* Contract:  A write that would overflow an eventfd's counter blocks until a read, a read of zero until a write; EFD_SEMAPHORE
 *            readers wake one a count.
 * Source:    eventfd(2)
 * Covers:    eventfd2 read write
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

static int fd;
static atomic_int thread_id, passed;

static void *adds(void *value) {
  atomic_store(&thread_id, gettid());
  must(write(fd, value, 8));
  atomic_fetch_add(&passed, 1);
  return NULL;
}

static void *takes(void *unused) {
  uint64_t value;
  (void)unused;
  atomic_store(&thread_id, gettid());
  must(read(fd, &value, 8));
  atomic_fetch_add(&passed, (int)value);
  return NULL;
}

static void begin(pthread_t *thread, void *(*body)(void *), void *argument) {
  atomic_store(&thread_id, 0);
  must(pthread_create(thread, NULL, body, argument) ? -1 : 0);
  while (atomic_load(&thread_id) == 0) sched_yield();
  await_sleep(atomic_load(&thread_id));
}

int main(void) {
  uint64_t most = UINT64_MAX - 1, one = 1, value = 0;
  pthread_t thread, other;
  fd = (int)must(eventfd(0, 0));
  must(write(fd, &most, 8));
  check("full", poll_one(fd, POLLIN | POLLOUT, 0), "POLLIN");
  begin(&thread, adds, &one);
  check("writer_sleeps", atomic_load(&passed), 0);
  must(read(fd, &value, 8));
  must(pthread_join(thread, NULL) ? -1 : 0);
  check("writer_wrote", atomic_load(&passed), 1);
  check("its_count_is_there", (must(read(fd, &value, 8)), value == 1), 1);
  begin(&thread, takes, NULL);
  must(write(fd, &(uint64_t){5}, 8));
  must(pthread_join(thread, NULL) ? -1 : 0);
  check("reader_took_all", atomic_load(&passed), 6);
  must(close(fd));

  fd = (int)must(eventfd(0, EFD_SEMAPHORE));
  begin(&thread, takes, NULL);
  begin(&other, takes, NULL);
  must(write(fd, &(uint64_t){2}, 8));
  must(pthread_join(thread, NULL) ? -1 : 0);
  must(pthread_join(other, NULL) ? -1 : 0);
  check("each_took_one", atomic_load(&passed), 8);
  check("none_left", poll_one(fd, POLLIN | POLLOUT, 0), "POLLOUT");
  return verdict();
}
