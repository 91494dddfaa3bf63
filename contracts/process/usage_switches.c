/* Contract:  Going to sleep is a voluntary context switch of the thread that sleeps; a call that need not wait is none.
 * Source:    getrusage(2), ru_nvcsw; proc_pid_status(5), voluntary_ctxt_switches
 * Covers:    getrusage poll nanosleep wait4
 */
#include "contract.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* On a busy machine a time is over now and then before its thread has gone to sleep. */
enum { SLEEPS = 20, MOST = 15 };

static long switches(int who) {
  struct rusage usage;
  must(getrusage(who, &usage));
  return usage.ru_nvcsw;
}

static long in_status(void) {
  static char text[8192];
  int fd = (int)must(open("/proc/thread-self/status", O_RDONLY));
  ssize_t size = must(read(fd, text, sizeof text - 1));
  must(close(fd));
  text[size] = 0;
  const char *line = strstr(text, "\nvoluntary_ctxt_switches:\t");
  return line ? strtol(line + 26, 0, 10) : -1;
}

static void sleep_often(void) {
  for (int i = 0; i < SLEEPS; i++) must(nanosleep(&(struct timespec){0, 1000000}, 0));
}

static void *sleeper(void *before) {
  long start = switches(RUSAGE_THREAD);
  sleep_often();
  *(long *)before = switches(RUSAGE_THREAD) - start;
  return 0;
}

int main(void) {
  pthread_t thread;
  long of_thread, own = switches(RUSAGE_THREAD);
  for (int i = 0; i < 100; i++) poll(0, 0, 0);
  check("without_waiting", switches(RUSAGE_THREAD) - own < MOST, 1);
  own = switches(RUSAGE_THREAD);
  sleep_often();
  check("sleeping", switches(RUSAGE_THREAD) - own >= MOST, 1);
  check("in_proc", in_status() >= switches(RUSAGE_THREAD) - 5 && in_status() >= MOST, 1);

  own = switches(RUSAGE_THREAD);
  must(pthread_create(&thread, 0, sleeper, &of_thread) ? -1 : 0);
  must(pthread_join(thread, 0) ? -1 : 0);
  check("another_thread", of_thread >= MOST, 1);
  check("not_counted_here", switches(RUSAGE_THREAD) - own < MOST, 1);
  check("counted_by_the_process", switches(RUSAGE_SELF) >= switches(RUSAGE_THREAD) + MOST, 1);

  long before = switches(RUSAGE_CHILDREN);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    sleep_often();
    _exit(0);
  }
  check("child", reap(child), "exited 0");
  check("children_before", before, 0);
  check("children", switches(RUSAGE_CHILDREN) >= MOST, 1);
  return verdict();
}
