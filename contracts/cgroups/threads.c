/* Contract:  In a threaded group the threads of one process live in several groups: cgroup.threads moves them, cgroup.procs
 *            cannot be read there, and a thread may not leave its domain.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Threads"
 * Covers:    write gettid clone
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <pthread.h>

static int ready[2], leave[2];

static void *thread(void *unused) {
  pid_t tid = (pid_t)syscall(SYS_gettid);
  char byte;
  (void)!write(ready[1], &tid, sizeof tid);
  (void)!read(leave[0], &byte, 1);
  return unused;
}

int main(void) {
  pthread_t handle;
  pid_t tid;
  enter_hierarchy();
  must(pipe(ready)), must(pipe(leave));
  must(mkdir("a", 0755)), must(mkdir("a/t", 0755)), must(mkdir("d", 0755));
  check("type", get("a/cgroup.type"), "domain");
  check("enter", enter("a"), "ok");
  check("threaded", put("a/t/cgroup.type", "threaded"), "ok");
  check("type_of_child", get("a/t/cgroup.type"), "threaded");
  check("type_of_root", get("a/cgroup.type"), "domain threaded");
  must(pthread_create(&handle, 0, thread, 0) ? -1 : 0);
  must(read(ready[0], &tid, sizeof tid));
  const char *thread_id = number(tid, 10);
  check("both_in_a", lists("a/cgroup.threads", tid) + lists("a/cgroup.threads", getpid()), 2);
  check("procs_has_process", lists("a/cgroup.procs", tid), 0);
  check("move_thread", put("a/t/cgroup.threads", thread_id), "ok");
  check("thread_there", lists("a/t/cgroup.threads", tid), 1);
  check("leader_stays", lists("a/cgroup.threads", getpid()), 1);
  check("thread_left", lists("a/cgroup.threads", tid), 0);
  check("group_of_thread", group_of(tid), "/a/t");
  check("group_of_leader", group_of(getpid()), "/a");
  check("procs_of_threaded", get("a/t/cgroup.procs"), "EOPNOTSUPP");
  check("out_of_domain", put("d/cgroup.threads", thread_id), "EOPNOTSUPP");
  check("zero", put("a/t/cgroup.threads", "0"), "ok");
  check("leader_moved", group_of(getpid()), "/a/t");
  check("process", put("d/cgroup.procs", "0"), "ok");
  check("all_moved", lists("d/cgroup.threads", tid) + lists("d/cgroup.threads", getpid()), 2);
  must(write(leave[1], "x", 1));
  pthread_join(handle, 0);
  check("home", put("cgroup.procs", "0"), "ok");
  must(rmdir("a/t")), must(rmdir("a")), must(rmdir("d"));
  return verdict();
}
