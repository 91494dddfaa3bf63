/* Contract:  /proc/PID/fdinfo tells position, flags and, for what is no file, what is in it: an eventfd's count, an epoll's
 *            interests, a timer's setting, a signalfd's mask, a pidfd's process.
 * Source:    proc_pid_fdinfo(5)
 * Covers:    read lseek eventfd2 epoll_ctl timerfd_settime signalfd4 pidfd_open
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static const char *of(int fd, const char *name) {
  return field(join("/proc/self/fdinfo/", number(fd, 10)), name);
}

static const char *all(int fd) {
  must(read_whole(join("/proc/self/fdinfo/", number(fd, 10))));
  char *after = strstr(whole, "\nino:");
  return after && strchr(after + 1, '\n') ? text(strchr(after + 1, '\n') + 1, (long)strlen(strchr(after + 1, '\n') + 1)) : "";
}

int main(void) {
  int file = (int)must(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
  must(lseek(file, 7, SEEK_SET));
  check("position", of(file, "pos:"), "7");
  check("flags", of(file, "flags:"), "02100000");
  check("inode", strtoul(of(file, "ino:"), 0, 10) == inode_of("/etc/passwd"), 1);
  check("nothing_more", all(file), "");
  int events = (int)must(eventfd(0x1f, EFD_NONBLOCK | EFD_SEMAPHORE));
  check("count", of(events, "eventfd-count:"), "1f");
  check("semaphore", of(events, "eventfd-semaphore:"), "1");
  check("event_flags", of(events, "flags:"), "04002");
  int epoll = (int)must(epoll_create1(0));
  check("no_interests", all(epoll), "");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, events, &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.u64 = 0xabc}));
  const char *interest = of(epoll, "tfd:");
  const char *expected = join(number(events, 10), " events: 80000019 data: abc pos:0 ino:");
  check("interest", strncmp(interest, expected, strlen(expected)), 0);
  int timer = (int)must(timerfd_create(CLOCK_MONOTONIC, 0));
  check("timer", all(timer), "clockid: 1\\0aticks: 0\\0asettime flags: 00\\0ait_value: (0, 0)\\0ait_interval: (0, 0)\\0a");
  struct itimerspec setting = {.it_value.tv_sec = 1000000, .it_interval = {3, 5}};
  must(timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, 0));
  check("interval", of(timer, "it_interval:"), "(3, 5)");
  check("timer_flags", of(timer, "settime flags:"), "01");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGCHLD);
  int signals = (int)must(signalfd(-1, &set, 0));
  check("mask", of(signals, "sigmask:"), "0000000000010200");
  pid_t child = (pid_t)must(fork());
  if (child == 0)
    for (;;) pause();
  int process = (int)must(syscall(SYS_pidfd_open, child, 0));
  check("pid", strtol(of(process, "Pid:"), 0, 10) == child, 1);
  check("number_here", strtol(of(process, "NSpid:"), 0, 10) == child, 1);
  must(kill(child, SIGKILL));
  reap(child);
  check("gone", of(process, "Pid:"), "-1");
  return verdict();
}
