/* Contract:  futex_waitv sleeps at up to 128 words and answers which of them was woken; a signal without SA_RESTART ends it
 *            with EINTR, one with it does not; every word is looked at before it sleeps.
 * Source:    Linux Documentation/userspace-api/futex2.rst; kernel/futex/waitwake.c, futex_wait_multiple
 * Covers:    futex_waitv futex
 * Linux:     since 5.16
 */
#include "contract.h"

#include <pthread.h>

enum { U32 = 2, PRIVATE = 128, FUTEX_WAITV = 449, MOST = 128 };
struct wait {
  uint64_t value, address;
  uint32_t flags, reserved;
};
static uint32_t words[4] = {1, 2, 3, 4};
static struct wait waits[MOST + 1];
static struct timespec past;
static int told[2], tid;
static volatile long answer;
static volatile int handled;

static const char *waitv(unsigned count, unsigned given, struct timespec *time, int clock) {
  return call(syscall(FUTEX_WAITV, waits, count, given, time, clock));
}

static void on_signal(int signal) {
  (void)signal;
  handled++;
  (void)!write(told[1], "h", 1);
}

static void *sleeps(void *count) {
  tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "x", 1);
  answer = syscall(FUTEX_WAITV, waits, (unsigned)(long)count, 0, 0, 0);
  if (answer == -1) answer = -errno;
  return 0;
}

static pthread_t start(long count) {
  pthread_t thread;
  char byte;
  must(pthread_create(&thread, 0, sleeps, (void *)count) ? -1 : 0);
  must(read(told[0], &byte, 1));
  await_sleep(tid);
  return thread;
}

static void signal_it(int flags) {
  char byte;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
  must(sigaction(SIGUSR1, &action, 0));
  must(syscall(SYS_tgkill, getpid(), tid, SIGUSR1));
  must(read(told[0], &byte, 1));
}

int main(void) {
  for (int i = 0; i <= MOST; i++) waits[i] = (struct wait){words[i % 4], (uintptr_t)&words[i % 4], U32 | PRIVATE, 0};
  must(pipe(told));
  check("time_over", waitv(MOST, 0, &past, CLOCK_MONOTONIC), "ETIMEDOUT");
  check("time_over_realtime", waitv(2, 0, &past, CLOCK_REALTIME), "ETIMEDOUT");
  check("too_many", waitv(MOST + 1, 0, &past, CLOCK_MONOTONIC), "EINVAL");
  check("none", waitv(0, 0, &past, CLOCK_MONOTONIC), "EINVAL");
  check("flags", waitv(2, 1, &past, CLOCK_MONOTONIC), "EINVAL");
  check("clock", waitv(2, 0, &past, CLOCK_BOOTTIME), "EINVAL");
  check("no_words", call(syscall(FUTEX_WAITV, 0, 2, 0, &past, 1)), "EINVAL");
  check("bad_words", call(syscall(FUTEX_WAITV, 8, 2, 0, &past, 1)), "EFAULT");
  waits[1].value = 9;
  check("second_differs", waitv(2, 0, 0, 77), "EAGAIN");
  waits[1].value = 1ull << 32;
  check("too_large", waitv(2, 0, &past, 1), "EINVAL");
  waits[1] = (struct wait){2, (uintptr_t)&words[1], U32 | PRIVATE, 1};
  check("reserved", waitv(2, 0, &past, 1), "EINVAL");
  waits[1] = (struct wait){2, (uintptr_t)&words[1], 3, 0};
  check("size_64", waitv(2, 0, &past, 1), "EINVAL");
  waits[1] = (struct wait){2, (uintptr_t)&words[1] + 1, U32, 0};
  check("odd_address", waitv(2, 0, &past, 1), "EINVAL");
  waits[1] = (struct wait){2, (uintptr_t)&words[1], U32, 0};

  pthread_t thread = start(4);
  check("wake_shared_of_private", call(syscall(SYS_futex, &words[2], 1, 1)), "0");
  check("wake_third", call(syscall(SYS_futex, &words[2], 1 | PRIVATE, 1)), "1");
  must(pthread_join(thread, 0) ? -1 : 0);
  check("third", answer, 2);
  check("others_left", call(syscall(SYS_futex, &words[0], 1 | PRIVATE, 9)), "0");
  thread = start(2);
  check("wake_shared", call(syscall(SYS_futex, &words[1], 1, 1)), "1");
  must(pthread_join(thread, 0) ? -1 : 0);
  check("second", answer, 1);

  thread = start(3);
  signal_it(SA_RESTART);
  await_sleep(tid);
  check("handled", handled, 1);
  signal_it(0);
  must(pthread_join(thread, 0) ? -1 : 0);
  check("interrupted", error_name((int)-answer), "EINTR");
  return verdict();
}
