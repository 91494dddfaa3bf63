/* Contract:  A stop and SIGCONT without handler leave poll, nanosleep, read and futex waits as they were: they go on, with
 *            the time that is left; epoll_wait and sigtimedwait end with EINTR.
 * Source:    signal(7), "Interruption of system calls and library functions by stop signals"
 * Covers:    poll nanosleep read futex epoll_wait rt_sigtimedwait restart_syscall
 */
#include "contract.h"

static int wake[2], told[2], epoll;
static volatile int word;
static sigset_t usr1;

static long polls(void) { return poll(&(struct pollfd){wake[0], POLLIN, 0}, 1, 60000); }
static long reads(void) { char byte; return read(wake[0], &byte, 1); }
static long epolls(void) { return epoll_wait(epoll, &(struct epoll_event){0}, 1, 60000); }
static long sleeps(void) { return nanosleep(&(struct timespec){0, 50000000}, 0); }
static long waits(void) { return syscall(SYS_futex, &word, 0, 0, &(struct timespec){0, 50000000}); }
static long waits_for_signal(void) { return syscall(SYS_rt_sigtimedwait, &usr1, 0, &(struct timespec){60, 0}, 8); }

static const struct {
  const char *key;
  long (*call)(void);
  const char *answer;
} rows[] = {
    {"poll", polls, "1"}, {"read", reads, "1"}, {"epoll_wait", epolls, "EINTR"},
    {"nanosleep", sleeps, "0"}, {"futex", waits, "ETIMEDOUT"}, {"sigtimedwait", waits_for_signal, "EINTR"},
};

/* A child blocks in the call; it is stopped and continued; then the pipe gets a byte. What the call answered. */
static const char *stopped_in(long (*blocks)(void)) {
  struct {
    long answer;
    int error;
  } seen;
  char byte;
  int status;
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (write(told[1], "x", 1) != 1) _exit(1);
    seen.answer = blocks();
    seen.error = errno;
    _exit(write(told[1], &seen, sizeof seen) == sizeof seen ? 0 : 1);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  must(kill(child, SIGSTOP));
  must(waitpid(child, &status, WUNTRACED));
  must(kill(child, SIGCONT));
  must(write(wake[1], "y", 1));
  must(read(told[0], &seen, sizeof seen));
  must(waitpid(child, &status, 0));
  errno = seen.error;
  return call(seen.answer);
}

int main(void) {
  must(pipe(told));
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &usr1, 0));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    must(pipe(wake));
    epoll = (int)must(epoll_create1(0));
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, wake[0], &(struct epoll_event){.events = EPOLLIN}));
    check(rows[i].key, stopped_in(rows[i].call), rows[i].answer);
  }
  return verdict();
}
