/* Contract:  One epoll watches inotify, a pidfd, a timer, signals and an eventfd side by side; each is told as what it is.
 * Source:    epoll(7); inotify(7), pidfd_open(2), timerfd_create(2), signalfd(2), eventfd(2)
 * Covers:    epoll_wait inotify_add_watch pidfd_open timerfd_settime signalfd4 eventfd2
 * Linux:     since 6.9
 */
#include "contract.h"

#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

enum { INOTIFY, PIDFD, TIMER, SIGNALS, COUNTER, SOURCES };
static const char *const names[] = {"inotify", "pidfd", "timer", "signals", "counter"};

int main(void) {
  int fds[SOURCES], epoll = (int)must(epoll_create1(0)), hold[2];
  sigset_t set;
  scratch();
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    close(hold[1]);
    _exit(read(hold[0], &byte, 1) != 0);
  }
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, NULL));
  fds[INOTIFY] = (int)must(inotify_init1(IN_NONBLOCK));
  fds[PIDFD] = (int)must(syscall(SYS_pidfd_open, child, 0));
  fds[TIMER] = (int)must(timerfd_create(CLOCK_MONOTONIC, 0));
  fds[SIGNALS] = (int)must(signalfd(-1, &set, 0));
  fds[COUNTER] = (int)must(eventfd(0, 0));
  must(inotify_add_watch(fds[INOTIFY], ".", IN_CREATE));
  for (int i = 0; i < SOURCES; i++)
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u32 = (uint32_t)i}));
  struct epoll_event event;
  check("quiet", call(epoll_wait(epoll, &event, 1, 0)), "0");
  for (int i = 0; i < SOURCES; i++) {
    if (i == INOTIFY) must(close((int)must(open("new", O_CREAT | O_WRONLY, 0600))));
    if (i == PIDFD) must(close(hold[1]));
    if (i == TIMER) must(timerfd_settime(fds[i], 0, &(struct itimerspec){.it_value.tv_nsec = 1}, NULL));
    if (i == SIGNALS) must(raise(SIGUSR1));
    if (i == COUNTER) must(write(fds[i], &(uint64_t){1}, 8));
    int count = epoll_wait(epoll, &event, 1, BOUND);
    check(names[i], count == 1 && event.data.u32 == (uint32_t)i ? epoll_events(event.events) : "other", "EPOLLIN");
  }
  check("reap", reap(child), "exited 0");
  check("reaped_hangs_up", poll_one(fds[PIDFD], POLLIN, 0), "POLLIN|POLLHUP");
  return verdict();
}
