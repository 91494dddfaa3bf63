/* Contract:  A process whose first thread has ended is still listed while other threads live.
 * Source:    css_task_iter_advance()
 * Behaviour: B46
 * Covers:    exit clone
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <pthread.h>

static int leave[2], ready[2];
static pid_t leader;

static void *thread(void *unused) {
  char byte;
  char path[64] = "/proc/";
  contract_append(path, number(leader, 10)), contract_append(path, "/stat");
  for (;;) { /* until the first thread is a zombie */
    char stat[128];
    int fd = open(path, O_RDONLY);
    stat[read(fd, stat, sizeof stat - 1)] = 0;
    close(fd);
    const char *state = strrchr(stat, ')');
    if (state && state[2] == 'Z') break;
    sched_yield();
  }
  (void)!write(ready[1], "r", 1);
  (void)!read(leave[0], &byte, 1);
  return unused;
}

int main(void) {
  char byte;
  enter_hierarchy();
  must(pipe(ready)), must(pipe(leave));
  must(mkdir("a", 0755));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pthread_t handle;
    leader = getpid();
    if (strcmp(enter("a"), "ok")) _exit(9);
    pthread_create(&handle, 0, thread, 0);
    syscall(SYS_exit, 0);
  }
  must(read(ready[0], &byte, 1));
  check("procs", lists("a/cgroup.procs", child), 1);
  check("threads", lists("a/cgroup.threads", child), 0);
  check("populated", value_of("a/cgroup.events", "populated"), "1");
  check("busy", call(rmdir("a")), "EBUSY");
  must(write(leave[1], "x", 1));
  check("reaped", reap(child), "exited 0");
  check("empty", get("a/cgroup.procs"), "");
  must(rmdir("a"));
  return verdict();
}
