/* Contract:  At the soft limit of RLIMIT_CPU the process gets SIGXCPU, whichever of its threads used the time; at the
 *            hard limit it gets SIGKILL. A limit that is past already counts at once.
 * Source:    getrlimit(2), RLIMIT_CPU; signal(7)
 * Covers:    setrlimit prlimit64 clock_gettime
 */
#include "contract.h"

#include <pthread.h>
#include <sys/resource.h>

static volatile sig_atomic_t seen;

static void count(int signal) {
  (void)signal;
  seen++;
}

static void *spin(void *unused) {
  while (!seen) {}
  return unused;
}

static const char *limit(rlim_t soft, rlim_t hard) { return call(setrlimit(RLIMIT_CPU, &(struct rlimit){soft, hard})); }

int main(void) {
  struct rlimit now;
  int told[2];
  long long used = 0;
  must(pipe(told));
  must(getrlimit(RLIMIT_CPU, &now));
  check("unlimited", now.rlim_cur == RLIM_INFINITY && now.rlim_max == RLIM_INFINITY, 1);
  check("soft_above_hard", limit(3, 2), "EINVAL");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pthread_t thread;
    signal(SIGXCPU, count);
    limit(1, 100);
    if (pthread_create(&thread, 0, spin, 0)) _exit(8);
    spin(0);
    used = clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000000;
    if (write(told[1], &used, sizeof used) != sizeof used) _exit(9);
    limit(1, 1);
    for (;;) {}
  }
  check("past_the_hard_limit", reap(child), "killed SIGKILL");
  must(read(told[0], &used, sizeof used));
  check("a_second_of_both", used >= 500 && used < 2500, 1);
  return verdict();
}
