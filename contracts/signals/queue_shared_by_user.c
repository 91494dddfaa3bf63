/* Contract:  RLIMIT_SIGPENDING counts what is queued for all processes of the user together, and timers as well, for as
 *            long as they exist; what is taken, ignored or ends with its process counts no more.
 * Source:    getrlimit(2), RLIMIT_SIGPENDING; timer_create(2), NOTES; sigqueue(3)
 * Covers:    rt_sigqueueinfo timer_create timer_delete rt_sigtimedwait setrlimit rt_sigaction
 */
#include "contract.h"

#include <sys/resource.h>
#include <sys/syscall.h>

enum { LIMIT = 20 };

static const char *queue_to(pid_t pid) { return call(sigqueue(pid, SIGRTMIN + 3, (union sigval){.sival_int = 1})); }

/* How many more can be queued to ourselves; they are taken again. */
static int room(void) {
  sigset_t set;
  int count = 0;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 3);
  while (sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 1}) == 0) count++;
  for (int i = 0; i < count; i++) must(sigtimedwait(&set, 0, &(struct timespec){0}));
  return count;
}

int main(void) {
  sigset_t set;
  int told[2], timers[3], status;
  char byte;
  sigfillset(&set);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){LIMIT, LIMIT}));
  must(pipe(told));
  check("all", room(), LIMIT);
  check("taken_again", room(), LIMIT);
  for (int i = 0; i < 3; i++) must(syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &timers[i]));
  check("with_timers", room(), LIMIT - 3);
  must(syscall(SYS_timer_settime, timers[0], 0, &(struct itimerspec){.it_value = {0, 1}}, 0));
  must(syscall(SYS_timer_delete, timers[2]));
  check("timer_deleted", room(), LIMIT - 2);

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (read(told[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  for (int i = 0; i < 5; i++) must(sigqueue(child, SIGRTMIN + 3, (union sigval){.sival_int = i}));
  check("another_process", room(), LIMIT - 2 - 5);
  must(kill(child, SIGUSR1));
  must(kill(child, SIGUSR1)); /* waits already */
  check("standard_signal", room(), LIMIT - 2 - 6);
  while (sigqueue(child, SIGRTMIN + 3, (union sigval){.sival_int = 1}) == 0) {}
  check("full", queue_to(getpid()), "EAGAIN");
  check("timer_when_full", call(syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &timers[2])), "EAGAIN");
  check("kill_when_full", call(kill(getpid(), SIGRTMIN + 4)), "0");
  check("no_room", room(), 0);
  must(write(told[1], "x", 1));
  must(waitpid(child, &status, 0));
  check("after_its_end", room(), LIMIT - 2 - 1); /* its SIGCHLD waits */
  must(queue_to(getpid())[0] == '0' ? 0 : -1);
  signal(SIGRTMIN + 3, SIG_IGN);
  signal(SIGRTMIN + 3, SIG_DFL);
  check("ignored_is_forgotten", room(), LIMIT - 2 - 1);
  return verdict();
}
