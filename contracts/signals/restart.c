/* Contract:  Without SA_RESTART a handler ends read and waitpid with EINTR, with it they go on; nanosleep never does.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Behaviour: B57
 * Covers:    read wait4 nanosleep rt_sigsuspend rt_sigaction setitimer
 */
#include "contract.h"

#include <sys/time.h>

static int p[2];
static volatile sig_atomic_t ticks, write_at;

static void tick(int signal) {
  (void)signal;
  if (++ticks == write_at && write(p[1], "x", 1) != 1) _exit(9);
}

/* From now a tick every 10 ms; the handler writes to the pipe at the third, if it is to. */
static void start(int flags, int writes) {
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = flags}, 0));
  ticks = 0;
  write_at = writes ? 3 : -1;
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 10000}, {0, 10000}}, 0));
}

static void stop(void) { must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0)); }

int main(void) {
  char byte;
  sigset_t none;
  int status;
  struct timespec left = {0, 0};
  must(pipe(p));

  start(0, 0);
  check("read", call(read(p[0], &byte, 1)), "EINTR");
  start(SA_RESTART, 1);
  check("read_restarted", text(&byte, read(p[0], &byte, 1)), "x");
  check("ticks_during_restarted_read", ticks >= 3, 1);
  stop();

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(read(p[0], &byte, 1) == 1 ? 5 : 1);
  start(0, 0);
  check("waitpid", call(waitpid(child, &status, 0)), "EINTR");
  start(SA_RESTART, 1);
  check("waitpid_restarted", waitpid(child, &status, 0) == child, 1);
  check("child", wait_status(status), "exited 5");

  start(SA_RESTART, 0);
  check("nanosleep", call(nanosleep(&(struct timespec){30, 0}, &left)), "EINTR");
  check("time_left", left.tv_sec >= 1 && left.tv_sec < 30, 1);
  check("clock_nanosleep", error_name(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){30, 0}, 0)), "EINTR");
  sigemptyset(&none);
  check("sigsuspend", call(sigsuspend(&none)), "EINTR");
  check("poll", poll_one(p[0], POLLIN, 30000), "EINTR");
  stop();
  return verdict();
}
