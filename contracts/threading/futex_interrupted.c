/* Contract:  A handler ends a futex wait with EINTR when there is a timeout or no SA_RESTART; without a timeout and with
 *            SA_RESTART it waits on.
 * Source:    futex(2), EINTR; signal(7)
 * Covers:    futex restart_syscall setitimer rt_sigaction
 */
#include "contract.h"

#include <sys/time.h>

enum { WAIT = 0, WAKE = 1, WAIT_BITSET = 9 };
static volatile int word = 3;
static volatile sig_atomic_t ticks, change_at;

/* At the chosen tick the word changes, so that a wait that starts anew ends with EAGAIN. */
static void tick(int signal) {
  (void)signal;
  if (++ticks == change_at) word = 4;
}

static const char *wait_with(int flags, int operation, const struct timespec *time, int changes) {
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = flags}, 0));
  word = 3;
  ticks = 0;
  change_at = changes ? 3 : -1;
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 5000}, {0, 5000}}, 0));
  const char *answer = call(syscall(SYS_futex, &word, operation, 3, time, 0, ~0u));
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  return answer;
}

int main(void) {
  struct timespec relative = {30, 0}, absolute = {1ll << 32, 0};
  check("plain", wait_with(0, WAIT, 0, 0), "EINTR");
  check("restarts", wait_with(SA_RESTART, WAIT, 0, 1), "EAGAIN");
  check("ticks_while_it_waited", ticks >= 3, 1);
  check("with_timeout", wait_with(0, WAIT, &relative, 0), "EINTR");
  check("with_timeout_restart", wait_with(SA_RESTART, WAIT, &relative, 0), "EINTR");
  check("bitset", wait_with(0, WAIT_BITSET, 0, 0), "EINTR");
  check("bitset_restarts", wait_with(SA_RESTART, WAIT_BITSET, 0, 1), "EAGAIN");
  check("bitset_with_timeout", wait_with(SA_RESTART, WAIT_BITSET, &absolute, 0), "EINTR");
  check("restart_syscall_alone", call(syscall(SYS_restart_syscall)), "EINTR");
  return verdict();
}
