/* Contract:  epoll_pwait2 waits for a timespec: nothing at once, nanoseconds round up, bad times are EINVAL; the mask holds
 *            for the wait.
 * Source:    epoll_wait(2), epoll_pwait2
 * Covers:    epoll_pwait2
 */
#include "contract.h"

static int epoll;

static const char *wait2(long seconds, long nanos) {
  struct epoll_event event;
  struct timespec time = {seconds, nanos};
  return call(syscall(SYS_epoll_pwait2, epoll, &event, 1, &time, NULL, 8));
}

static volatile sig_atomic_t seen;

static void handle(int signal) {
  (void)signal;
  seen++;
}

int main(void) {
  int p[2];
  struct epoll_event event;
  must(pipe(p));
  epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
  check("at_once", wait2(0, 0), "0");
  long long start = clock_ns(CLOCK_MONOTONIC);
  check("nanos", wait2(0, 2000001), "0");
  check("took", clock_ns(CLOCK_MONOTONIC) - start >= 2000001, 1);
  check("nanos_negative", wait2(0, -1), "EINVAL");
  check("nanos_too_many", wait2(0, 1000000000), "EINVAL");
  check("seconds_negative", wait2(-1, 0), "EINVAL");
  check("bad_time", call(syscall(SYS_epoll_pwait2, epoll, &event, 1, (void *)16, NULL, 8)), "EFAULT");
  check("no_room", call(syscall(SYS_epoll_pwait2, epoll, &event, 0, NULL, NULL, 8)), "EINVAL");
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handle}, NULL));
  sigset_t blocked, none;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &blocked, NULL));
  must(raise(SIGUSR1));
  check("blocked", wait2(0, 0), "0");
  check("let_in", call(syscall(SYS_epoll_pwait2, epoll, &event, 1, NULL, &none, 8)), "EINTR");
  check("handled", seen, 1);
  check("mask_size", call(syscall(SYS_epoll_pwait2, epoll, &event, 1, NULL, &none, 4)), "EINVAL");
  must(write(p[1], "x", 1));
  check("ready_for_ever", call(syscall(SYS_epoll_pwait2, epoll, &event, 1, NULL, NULL, 8)), "1");
  return verdict();
}
