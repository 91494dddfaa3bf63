/* Contract:  exit_group ends all threads with its status, whatever they do; exit of the first thread alone does not.
 * Source:    exit_group(2); _exit(2), NOTES; set_tid_address(2)
 * Covers:    exit_group exit clone set_tid_address futex wait4
 */
#include "contract.h"

#include <pthread.h>

static int hold[2], told[2];

static void *sleeps(void *unused) {
  char byte;
  (void)!write(told[1], "s", 1);
  (void)!read(hold[0], &byte, 1);
  return unused;
}

static void *spins(void *unused) {
  (void)!write(told[1], "s", 1);
  for (volatile int i = 0;; i++) {}
  return unused;
}

static void *ends_process(void *unused) {
  (void)unused;
  _exit(9);
}

/* The kernel clears this word and wakes its waiters when the first thread ends. */
static volatile int first_thread_lives = 1;

static void *outlives_main(void *unused) {
  (void)unused;
  while (first_thread_lives) syscall(SYS_futex, &first_thread_lives, 0 /* FUTEX_WAIT */, 1, 0);
  _exit(12);
}

static int child_main(int way) {
  pthread_t thread;
  char byte;
  if (way == 3) {
    syscall(SYS_set_tid_address, &first_thread_lives);
  } else {
    must(pthread_create(&thread, 0, sleeps, 0) ? -1 : 0);
    must(read(told[0], &byte, 1));
  }
  if (way == 0) _exit(7);
  if (way == 1) {
    must(pthread_create(&thread, 0, spins, 0) ? -1 : 0);
    must(read(told[0], &byte, 1));
    return 8;
  }
  must(pthread_create(&thread, 0, way == 2 ? ends_process : outlives_main, 0) ? -1 : 0);
  if (way == 3) syscall(SYS_exit, 0);
  must(read(hold[0], &byte, 1));
  return 1;
}

int main(void) {
  static const char *const keys[] = {"exit_while_one_sleeps", "return_while_one_spins", "exit_from_other_thread",
                                     "main_thread_ended_first"};
  static const char *const ends[] = {"exited 7", "exited 8", "exited 9", "exited 12"};
  must(pipe(hold));
  must(pipe(told));
  for (int way = 0; way < 4; way++) {
    pid_t child = (pid_t)must(fork());
    if (child == 0) _exit(child_main(way));
    check(keys[way], reap(child), ends[way]);
  }
  return verdict();
}
