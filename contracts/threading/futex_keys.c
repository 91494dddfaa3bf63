/* Contract:  A private futex is this process's word; a shared one is the memory behind it: the same word through two
 *            mappings of a file, or across fork. Private and shared sleepers of one word do not meet.
 * Source:    futex(2), FUTEX_PRIVATE_FLAG
 * Covers:    futex mmap memfd_create fork
 */
#include "contract.h"

#include <pthread.h>
#include <sys/mman.h>

enum { WAIT = 0, WAKE = 1, PRIVATE = 128 };
static int told[2], tid;

struct place {
  volatile int *word;
  int operation;
};

static void *sleeps(void *argument) {
  struct place *place = argument;
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  return (void *)syscall(SYS_futex, place->word, place->operation, 0, 0);
}

/* How many the wake finds when a thread waits there. */
static const char *meet(volatile int *sleeper, int sleeps_how, volatile int *waker, int wakes_how) {
  struct place place = {sleeper, WAIT | sleeps_how};
  pthread_t thread;
  char byte;
  must(pthread_create(&thread, 0, sleeps, &place) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  const char *woken = call(syscall(SYS_futex, waker, WAKE | wakes_how, 9));
  syscall(SYS_futex, sleeper, WAKE | sleeps_how, 9);
  must(pthread_join(thread, 0) ? -1 : 0);
  return woken;
}

int main(void) {
  static volatile int word;
  must(pipe(told));
  int fd = (int)must(syscall(SYS_memfd_create, "words", 0));
  must(ftruncate(fd, 4096));
  int *one = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  int *two = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  int *copy = (int *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
  check("private", meet(&word, PRIVATE, &word, PRIVATE), "1");
  check("shared_on_private_memory", meet(&word, 0, &word, 0), "1");
  check("private_and_shared", meet(&word, PRIVATE, &word, 0), "0");
  check("two_mappings_shared", meet(one, 0, two, 0), "1");
  check("two_mappings_private", meet(one, PRIVATE, two, PRIVATE), "0");
  check("other_word", meet(one, 0, two + 1, 0), "0");
  check("private_mapping", meet(one, 0, copy, 0), "0");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    (void)!write(told[1], "x", 1);
    syscall(SYS_futex, one, WAIT, 0, 0);
    _exit(5);
  }
  char byte;
  must(read(told[0], &byte, 1));
  await_sleep(child);
  check("wake_child_privately", call(syscall(SYS_futex, two, WAKE | PRIVATE, 9)), "0");
  check("wake_child", call(syscall(SYS_futex, two, WAKE, 9)), "1");
  check("child", reap(child), "exited 5");
  return verdict();
}
