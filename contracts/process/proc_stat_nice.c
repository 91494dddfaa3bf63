/* Contract:  /proc/PID/stat tells how nice a process is, and its priority and policy with it.
 * Source:    proc_pid_stat(5), fields 18, 19 and 41
 * Covers:    setpriority sched_setscheduler
 */
#include "contract.h"

#include <sys/resource.h>

/* Field `wanted` as proc_pid_stat(5) counts them; the name, field 2, has no blanks here. */
static long field(int wanted) {
  char buffer[1024];
  int fd = (int)must(open("/proc/self/stat", O_RDONLY));
  ssize_t length = must(read(fd, buffer, sizeof buffer - 1));
  must(close(fd));
  buffer[length] = 0;
  char *at = buffer;
  while (--wanted > 0) at = strchr(at, ' ') + 1;
  return strtol(at, 0, 10);
}

int main(void) {
  check("priority", field(18), 20);
  check("nice", field(19), 0);
  check("policy", field(41), SCHED_OTHER);
  must(setpriority(PRIO_PROCESS, 0, 7));
  check("nicer_priority", field(18), 27);
  check("nicer", field(19), 7);
  must(syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &(struct sched_param){0}));
  check("batch", field(41), SCHED_BATCH);
  return verdict();
}
