/* Contract:  Some calls end with EINTR after a handler even with SA_RESTART: poll, select, epoll_wait, pause, sigsuspend,
 *            sigtimedwait, nanosleep, a socket with a timeout, semaphore-like futex waits with one.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Covers:    poll ppoll select pselect6 epoll_wait pause rt_sigsuspend rt_sigtimedwait nanosleep recvfrom
 */
#include "contract.h"

#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>

static int p[2], pair[2], epoll;
static sigset_t none, usr1;
static struct timespec minute = {60, 0};

static void tick(int signal) { (void)signal; }

static fd_set *just(int fd) {
  static fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  return &set;
}

static long polls(void) { return poll(&(struct pollfd){p[0], POLLIN, 0}, 1, -1); }
static long ppolls(void) { return ppoll(&(struct pollfd){p[0], POLLIN, 0}, 1, &minute, &none); }
static long selects(void) { return select(p[0] + 1, just(p[0]), 0, 0, &(struct timeval){60, 0}); }
static long pselects(void) { return pselect(p[0] + 1, just(p[0]), 0, 0, 0, &none); }
static long epolls(void) { return epoll_wait(epoll, &(struct epoll_event){0}, 1, -1); }
static long epolls_masked(void) { return epoll_pwait(epoll, &(struct epoll_event){0}, 1, 60000, &none); }
static long pauses(void) { return pause(); }
static long suspends(void) { return sigsuspend(&none); }
static long waits_for_signal(void) { return syscall(SYS_rt_sigtimedwait, &usr1, 0, &minute, 8); }
static long sleeps(void) { return nanosleep(&minute, 0); }
static long receives(void) { char byte; return recv(pair[0], &byte, 1, 0); }
static long sends(void) { for (;;) if (send(pair[0], (char[4096]){0}, 4096, 0) < 0) return -1; }

static const struct {
  const char *key;
  long (*call)(void);
} rows[] = {{"poll", polls},   {"ppoll", ppolls},       {"select", selects},   {"pselect", pselects},
            {"epoll_wait", epolls}, {"epoll_pwait", epolls_masked}, {"pause", pauses}, {"sigsuspend", suspends},
            {"sigtimedwait", waits_for_signal}, {"nanosleep", sleeps}, {"recv_with_timeout", receives},
            {"send_with_timeout", sends}};

int main(void) {
  sigemptyset(&none);
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  must(pipe(p));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  must(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){60, 0}, sizeof(struct timeval)));
  must(setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){60, 0}, sizeof(struct timeval)));
  epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
  must(sigprocmask(SIG_BLOCK, &usr1, 0));
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = SA_RESTART}, 0));
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 4000}, {0, 4000}}, 0));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i].key, call(rows[i].call()), "EINTR");
  must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
  return verdict();
}
