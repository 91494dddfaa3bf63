/* Contract:  Numbers of processes and threads are given out in order, one after the other, and not used again at once.
 * Source:    fork(2); alloc_pid in Linux
 * Covers:    fork clone wait4 gettid
 * Requires:  namespaces
 */
#include "contract.h"

#include <pthread.h>

static pid_t thread_id;

static void *thread(void *unused) {
  thread_id = (pid_t)syscall(SYS_gettid);
  return unused;
}

static pid_t child(void) {
  pid_t pid = (pid_t)must(fork());
  if (!pid) _exit(0);
  reap(pid);
  return pid;
}

int main(void) {
  pid_t first = child();
  check("second_child", child() - first, 1);
  pthread_t one;
  must(pthread_create(&one, 0, thread, 0) ? -1 : 0);
  must(pthread_join(one, 0) ? -1 : 0);
  check("then_a_thread", thread_id - first, 2);
  check("third_child", child() - first, 3);
  pid_t kept = (pid_t)must(fork());
  if (!kept) _exit(3);
  check("fourth_child", kept - first, 4);
  check("while_it_is_dead", child() - first, 5);
  check("dead", reap(kept), "exited 3");
  check("after_it", child() - first, 6);
  return verdict();
}
