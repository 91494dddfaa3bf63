/* Programs that take all they can get; argv[1] says of what. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fork_bomb(void) {
  for (;;) fork();
}

/* As above, but everybody sleeps once there is no more: a deadlock of all. */
static int fork_until_full(void) {
  int children = 0;
  while (children < 100000) {
    pid_t child = fork();
    if (child == 0) pause();
    if (child < 0) break;
    children++;
  }
  printf("%d children, then %s\n", children, strerror(errno));
  return 0;
}

static void exec_loop(char **argv) {
  for (;;) execv("/proc/self/exe", argv);
}

static void again(int signal) { raise(signal); }

static int signal_storm(void) {
  signal(SIGUSR1, again);
  raise(SIGUSR1);
  return 0;
}

static int nested_signals(void) {
  struct sigaction action = {.sa_handler = again, .sa_flags = SA_NODEFER};
  sigaction(SIGUSR1, &action, 0);
  raise(SIGUSR1);
  return 0;
}

static int queue_storm(void) {
  sigset_t set;
  int sent = 0;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, 0);
  while (sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = sent}) == 0) sent++;
  printf("%d queued, then %s\n", sent, strerror(errno));
  return 0;
}

/* Ends only where the stack does. */
static int recurse(volatile char *above, unsigned depth) {
  volatile char here[1000];
  here[0] = *above;
  return depth == 0 ? 0 : recurse(here, depth - 1) + here[0];
}

static int allocation(void) {
  for (;;) {
    char *memory = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return 1;
    memset(memory, 1, 1 << 20);
  }
}

static int malloc_until_full(void) {
  size_t megabytes = 0;
  for (;; megabytes++) {
    char *memory = malloc(1 << 20);
    if (!memory) break;
    memory[0] = 1;
  }
  printf("%s\n", megabytes > 100 ? "much, then none" : "little");
  return 0;
}

static int tmpfs_fill(void) {
  static char data[1 << 16];
  memset(data, 1, sizeof data);
  int fd = open("/tmp/file", O_CREAT | O_RDWR, 0600);
  while (write(fd, data, sizeof data) > 0) continue;
  printf("%s\n", strerror(errno));
  return 0;
}

static int memfd_fill(void) {
  static char data[1 << 16];
  memset(data, 1, sizeof data);
  int fd = memfd_create("file", 0);
  while (write(fd, data, sizeof data) > 0) continue;
  printf("%s\n", strerror(errno));
  return 0;
}

static void *sleeper(void *unused) {
  for (;;) pause();
  return unused;
}

static int thread_bomb(void) {
  pthread_t thread;
  int threads = 0, error = 0;
  while (!(error = pthread_create(&thread, 0, sleeper, 0))) threads++;
  printf("%d threads, then %s\n", threads, strerror(error));
  return 0;
}

static int endless_output(void) {
  static char data[1 << 16];
  memset(data, 'x', sizeof data);
  while (write(1, data, sizeof data) > 0) continue;
  return 1;
}

static int descriptors(void) {
  int made = 0;
  while (eventfd(0, 0) >= 0) made++;
  printf("%d descriptors, then %s\n", made, strerror(errno));
  return 0;
}

static int areas(void) {
  size_t page = 4096, made = 0;
  for (;; made++) {
    int rights = made % 2 ? PROT_READ : PROT_NONE;
    if (mmap(0, page, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) break;
  }
  printf("%s\n", strerror(errno));
  return 0;
}

static int timers(void) {
  timer_t timer;
  int made = 0;
  while (timer_create(CLOCK_MONOTONIC, 0, &timer) == 0) made++;
  printf("%d timers, then %s\n", made, strerror(errno));
  return 0;
}

static void ticks(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  struct itimerspec often = {{0, 1}, {0, 1}};
  timer_t timer;
  signal(SIGUSR1, SIG_IGN);
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  timer_settime(timer, 0, &often, 0);
  for (;;) pause();
}

static int vfork_chain(char **argv) {
  for (;;) {
    pid_t child = vfork();
    if (child == 0) {
      execv("/proc/self/exe", argv);
      _exit(1);
    }
    if (child < 0) return 7;
    waitpid(child, 0, 0);
  }
}

int main(int argc, char **argv) {
  const char *of = argc > 1 ? argv[1] : "";
  int null = 0;
  if (!strcmp(of, "fork_bomb")) fork_bomb();
  if (!strcmp(of, "fork_until_full")) return fork_until_full();
  if (!strcmp(of, "exec_loop")) exec_loop(argv);
  if (!strcmp(of, "vfork_chain")) return vfork_chain(argv);
  if (!strcmp(of, "signal_storm")) return signal_storm();
  if (!strcmp(of, "nested_signals")) return nested_signals();
  if (!strcmp(of, "queue_storm")) return queue_storm();
  if (!strcmp(of, "recursion")) return recurse((volatile char *)&null, -1u);
  if (!strcmp(of, "allocation")) return allocation();
  if (!strcmp(of, "malloc_until_full")) return malloc_until_full();
  if (!strcmp(of, "tmpfs_fill")) return tmpfs_fill();
  if (!strcmp(of, "memfd_fill")) return memfd_fill();
  if (!strcmp(of, "thread_bomb")) return thread_bomb();
  if (!strcmp(of, "endless_output")) return endless_output();
  if (!strcmp(of, "descriptors")) return descriptors();
  if (!strcmp(of, "areas")) return areas();
  if (!strcmp(of, "timers")) return timers();
  if (!strcmp(of, "ticks")) ticks();
  return 2;
}
