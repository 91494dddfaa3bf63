/* Contract:  Any thread may wait for a child of another; ids of threads are
 *            all different; a thread sees the process's pid and parent.
 * Source:    wait(2), "Linux notes"; gettid(2)
 * Covers:    wait4 fork gettid clone
 */
#include "contract.h"

#include <pthread.h>

enum { THREADS = 20 };
static pid_t child, tids[THREADS];
static int go[2], made_[2];
static volatile int same;

static void *makes(void *unused) {
  char byte;
  child = fork();
  if (child == 0) _exit(6);
  (void)!write(made_[1], "x", 1);
  (void)!read(go[0], &byte, 1);
  return unused;
}

static void *notes(void *slot) {
  *(pid_t *)slot = (pid_t)syscall(SYS_gettid);
  __atomic_fetch_add(&same, getpid() == getppid() ? 0 : 1, __ATOMIC_SEQ_CST);
  return 0;
}

int main(void) {
  pthread_t maker, threads[THREADS];
  char byte;
  int doubles = 0;
  must(pipe(go));
  must(pipe(made_));
  must(pthread_create(&maker, 0, makes, 0) ? -1 : 0);
  must(read(made_[0], &byte, 1));
  check("child_of_a_thread", reap(child), "exited 6");
  must(write(go[1], "x", 1));
  must(pthread_join(maker, 0) ? -1 : 0);
  for (int i = 0; i < THREADS; i++) must(pthread_create(&threads[i], 0, notes, &tids[i]) ? -1 : 0);
  for (int i = 0; i < THREADS; i++) must(pthread_join(threads[i], 0) ? -1 : 0);
  check("all_saw_the_pid", same, THREADS);
  for (int i = 0; i < THREADS; i++) doubles += tids[i] == getpid() || tids[i] <= 0;
  check("none_has_the_pid_as_tid", doubles, 0);
  return verdict();
}
