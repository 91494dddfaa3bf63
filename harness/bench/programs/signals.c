/* Signals: to oneself, masks, between processes. */
#include "bench.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>

static volatile long handled;
static void handler(int signal) {
  (void)signal;
  handled++;
}

static void to_self(long count) {
  signal(SIGUSR1, handler);
  for (long i = 0; i < count; i++) raise(SIGUSR1);
  must(handled == count);
}

static void kill_self(long count) {
  signal(SIGUSR1, handler);
  for (long i = 0; i < count; i++) kill(getpid(), SIGUSR1);
  must(handled == count);
}

static void masks(long count) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  while (count-- > 0) {
    sigprocmask(SIG_BLOCK, &set, &old);
    sigprocmask(SIG_SETMASK, &old, 0);
  }
}

static void actions(long count) {
  struct sigaction action = {.sa_handler = handler};
  while (count-- > 0) sigaction(SIGUSR2, &action, 0);
}

/* A child answers every signal with one. */
static void between(long count) {
  sigset_t set;
  int got;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, 0);
  pid_t child = fork();
  if (child == 0) {
    for (long i = 0; i < count; i++) {
      sigwait(&set, &got);
      kill(getppid(), SIGUSR1);
    }
    _exit(0);
  }
  for (long i = 0; i < count; i++) {
    kill(child, SIGUSR1);
    sigwait(&set, &got);
  }
  wait(0);
}

static sigjmp_buf again;
static volatile char *volatile nowhere;
static void segv(int signal) {
  (void)signal;
  siglongjmp(again, 1);
}

static void faults(long count) {
  volatile long left = count;
  struct sigaction action = {.sa_handler = segv, .sa_flags = SA_NODEFER};
  sigaction(SIGSEGV, &action, 0);
  sigsetjmp(again, 0);
  if (left-- > 0) *nowhere = 1;
}

BENCHES({"raise, handler", 10000, to_self}, {"kill oneself, handler", 10000, kill_self},
        {"sigprocmask twice", 50000, masks}, {"sigaction", 50000, actions},
        {"signal round trips between processes", 2000, between}, {"SIGSEGV, handler", 5000, faults})
