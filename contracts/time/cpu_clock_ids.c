/* Contract:  The CPU clock of another process or thread has an id of its own that can be read while it lives.
 * Source:    clock_getcpuclockid(3); pthread_getcpuclockid(3); clock_getres(2), "Dynamic clocks"
 * Covers:    clock_gettime clock_getres
 */
#include "contract.h"

#include <pthread.h>

static int hold[2];

static void *waits(void *unused) {
  char byte;
  (void)!read(hold[0], &byte, 1);
  return unused;
}

int main(void) {
  clockid_t clock;
  pthread_t thread;
  struct timespec time;
  must(pipe(hold));
  check("own", error_name(clock_getcpuclockid(0, &clock)), "0");
  check("own_reads", clock_ns(clock) > 0, 1);
  check("own_goes_with_process_clock", clock_ns(CLOCK_PROCESS_CPUTIME_ID) <= clock_ns(clock), 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    waits(0);
    _exit(0);
  }
  check("of_nothing_to_count", call(clock_gettime((clockid_t)(-8u | 3), &time)), "EINVAL");
  check("of_child", error_name(clock_getcpuclockid(child, &clock)), "0");
  check("child_reads", call(clock_gettime(clock, &time)), "0");
  check("child_resolution", call(clock_getres(clock, &time)), "0");
  must(pthread_create(&thread, 0, waits, 0) ? -1 : 0);
  clockid_t of_thread;
  check("of_thread", error_name(pthread_getcpuclockid(thread, &of_thread)), "0");
  check("thread_reads", call(clock_gettime(of_thread, &time)), "0");
  must(close(hold[1]));
  must(pthread_join(thread, 0) ? -1 : 0);
  check("child", reap(child), "exited 0");
  check("child_gone", call(clock_gettime(clock, &time)), "EINVAL");
  return verdict();
}
