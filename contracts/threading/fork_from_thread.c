/* Contract:  fork copies only the calling thread; the child has one thread and the memory as it was.
 * Source:    fork(2); pthread_atfork(3)
 * Covers:    fork clone gettid wait4
 */
#include "contract.h"

#include <pthread.h>

static volatile int counter = 10;
static int go[2];

static void *counts(void *unused) {
  char byte;
  while (read(go[0], &byte, 1) == 1) counter++;
  return unused;
}

static void *forks(void *unused) {
  (void)unused;
  pid_t child = fork();
  if (child == 0) {
    int own = syscall(SYS_gettid) == getpid() && counter == 10;
    (void)!write(go[1], "x", 1); /* the parent's counting thread takes it: the child has none */
    _exit(own && counter == 10 ? 6 : 1);
  }
  return (void *)(long)child;
}

int main(void) {
  pthread_t counting, forking;
  void *child;
  must(pipe(go));
  must(pthread_create(&counting, 0, counts, 0) ? -1 : 0);
  must(pthread_create(&forking, 0, forks, 0) ? -1 : 0);
  must(pthread_join(forking, &child) ? -1 : 0);
  check("fork", (long)child > 0, 1);
  check("main_reaps_the_threads_child", reap((pid_t)(long)child), "exited 6");
  must(close(go[1]));
  must(pthread_join(counting, 0) ? -1 : 0);
  check("counted_in_parent", counter, 11);
  check("no_child_left", call(waitpid(-1, 0, WNOHANG)), "ECHILD");
  return verdict();
}
