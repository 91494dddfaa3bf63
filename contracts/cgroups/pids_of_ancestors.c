/* Contract:  pids.max of every group above counts as well, for processes and threads.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "PID"
 * Covers:    fork clone
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <pthread.h>

static int leave[2];

static void *thread(void *unused) {
  char byte;
  (void)!read(leave[0], &byte, 1);
  return unused;
}

int main(void) {
  pthread_t handle, other;
  enter_hierarchy();
  must(pipe(leave));
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755)), must(mkdir("a/c", 0755));
  check("enable", put("cgroup.subtree_control", "+pids"), "ok");
  check("hand_on", put("a/cgroup.subtree_control", "+pids"), "ok");
  check("bound", put("a/pids.max", "3"), "ok");
  check("enter", enter("a/b"), "ok");
  pid_t child = sleeper("a/c");
  check("thread", error_name(pthread_create(&handle, 0, thread, 0)), "0");
  check("above", get("a/pids.current"), "3");
  check("here", get("a/b/pids.current"), "2");
  check("beside", get("a/c/pids.current"), "1");
  check("fork", made(fork()), "EAGAIN");
  check("second_thread", error_name(pthread_create(&other, 0, thread, 0)), "EAGAIN");
  must(write(leave[1], "x", 1));
  pthread_join(handle, 0);
  end(child);
  child = (pid_t)must(fork());
  if (child == 0) _exit(7);
  check("fork_now", reap(child), "exited 7");
  check("home", enter("."), "ok");
  check("nobody", get("a/pids.current"), "0");
  must(rmdir("a/b")), must(rmdir("a/c")), must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-pids"), "ok");
  return verdict();
}
