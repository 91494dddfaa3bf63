/* Contract:  execve by a thread that is not the first one ends the others: one number stays charged, and the process stays in
 *            its group.
 * Source:    de_thread(); kernel/cgroup/pids.c
 * Covers:    execve clone
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <pthread.h>

static void *execute(void *unused) {
  execl("/proc/self/exe", "contract", "again", (char *)0);
  return unused;
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1) {
    enter_hierarchy();
    if (strcmp(get("a/pids.current"), "1")) _exit(1);
    if (!lists("a/cgroup.procs", getpid())) _exit(2);
    _exit(strcmp(group_of(getpid()), "/a") ? 3 : 0);
  }
  enter_hierarchy();
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+pids"), "ok");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pthread_t handle;
    if (strcmp(enter("a"), "ok")) _exit(9);
    pthread_create(&handle, 0, execute, 0);
    for (;;) pause();
  }
  check("executed", reap(child), "exited 0");
  check("nobody", get("a/pids.current"), "0");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-pids"), "ok");
  return verdict();
}
