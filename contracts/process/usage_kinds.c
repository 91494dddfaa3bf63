/* Contract:  getrusage tells of the process, of the calling thread and of children waited for; times of sleepers do not
 *            grow, and the process has at least what its thread has.
 * Source:    getrusage(2)
 * Covers:    getrusage nanosleep
 */
#include "contract.h"

#include <pthread.h>
#include <sys/resource.h>

static long long used(int who) {
  struct rusage usage;
  must(getrusage(who, &usage));
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ll + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static long long of_thread;

static void *works(void *unused) {
  while (clock_ns(CLOCK_THREAD_CPUTIME_ID) < 1000000) {}
  of_thread = used(RUSAGE_THREAD);
  return unused;
}

int main(void) {
  pthread_t thread;
  must(pthread_create(&thread, 0, works, 0) ? -1 : 0);
  must(pthread_join(thread, 0) ? -1 : 0);
  check("thread_used", of_thread >= 900, 1);
  check("process_has_it_after_its_end", used(RUSAGE_SELF) >= of_thread, 1);
  check("not_this_thread", used(RUSAGE_THREAD) < used(RUSAGE_SELF), 1);
  check("no_children", used(RUSAGE_CHILDREN), 0);
  long long before = used(RUSAGE_SELF);
  must(nanosleep(&(struct timespec){0, 40000000}, 0));
  check("sleep_is_no_work", used(RUSAGE_SELF) - before < 40000, 1);
  check("unknown", call(getrusage(2, &(struct rusage){0})), "EINVAL");
  check("both", call(getrusage(-2, &(struct rusage){0})), "EINVAL");
  return verdict();
}
