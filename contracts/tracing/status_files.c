/* Contract:  /proc tells who traces a process, that it stands still for that, and in which call.
 * Source:    proc_pid_status(5), proc_pid_stat(5), proc_pid_syscall(5)
 * Covers:    ptrace open read
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"
#include "texts.h"

static int run(void) {
  syscall(SYS_lseek, -1l, 5, 6);
  return 0;
}

static const char *file(pid_t child, const char *name) {
  return contents(join(join("/proc/", number(child, 10)), name));
}

static const char *state(pid_t child) {
  const char *stat = file(child, "/stat");
  const char *end = strrchr(stat, ')');
  static char letter[2];
  letter[0] = end ? end[2] : '?';
  return letter;
}

int main(void) {
  pid_t child = traced(run);
  check("state", state(child), "t");
  check("status_state", field(join(join("/proc/", number(child, 10)), "/status"), "State:"), "t (tracing stop)");
  check("tracer", strcmp(field(join(join("/proc/", number(child, 10)), "/status"), "TracerPid:"), number(getpid(), 10)), 0);
  check("own_tracer", field("/proc/self/status", "TracerPid:"), "0");
  onward(PTRACE_SYSCALL, child, 0);
  check("call", strncmp(file(child, "/syscall"), "8 0xffffffffffffffff 0x5 0x6 ", 29), 0);
  must(ptrace(PTRACE_DETACH, child, 0, 0));
  check("end", reap(child), "exited 0");
  return verdict();
}
