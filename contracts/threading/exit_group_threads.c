/* Contract:  exit_group by any thread, or a fatal signal, ends the sleeping and the working threads too; the status is
 *            the caller's.
 * Source:    exit_group(2); signal(7)
 * Covers:    exit_group tgkill futex wait4
 */
#include "contract.h"

#include <pthread.h>

static int told[2], how;
static volatile int word, spin = 1;

static void tell(void) { (void)!write(told[1], "x", 1); }

static void *sleeps(void *unused) {
  tell();
  syscall(SYS_futex, &word, 0, 0, 0);
  return unused;
}

static void *works(void *unused) {
  tell();
  while (spin) sched_yield();
  return unused;
}

static void *ends(void *main_thread) {
  char byte;
  (void)!read(told[0], &byte, 1);
  (void)!read(told[0], &byte, 1);
  if (how == 0) syscall(SYS_exit_group, 9);
  if (how == 1) syscall(SYS_tgkill, getpid(), (int)(long)main_thread, SIGTERM);
  if (how == 2) *(volatile char *)16 = 1;
  if (how == 3) abort();
  for (;;) pause();
}

static const char *end_by(int kind) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  pthread_t thread;
  how = kind;
  if (pipe(told) || pthread_create(&thread, 0, sleeps, 0) || pthread_create(&thread, 0, works, 0) ||
      pthread_create(&thread, 0, ends, (void *)(long)getpid()))
    _exit(1);
  for (;;) pause();
}

int main(void) {
  check("exit_group", end_by(0), "exited 9");
  check("signal_to_another", end_by(1), "killed SIGTERM");
  check("fault", end_by(2), "killed SIGSEGV");
  check("abort", end_by(3), "killed SIGABRT");
  return verdict();
}
