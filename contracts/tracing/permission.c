/* Contract:  To trace takes the rights over a process: the same ids and no fewer capabilities, and that it may be dumped.
 * Source:    ptrace(2), "Ptrace access mode checking"; kernel/ptrace.c, __ptrace_may_access
 * Covers:    ptrace prctl capset
 * Requires:  root proc no-yama
 */
#include "contract.h"
#include "tracing.h"

#include <sys/prctl.h>

static int hold[2], said[2];

static pid_t start(int dumpable) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(read(said[0], &byte, 1));
    return child;
  }
  close(hold[1]);
  must(prctl(PR_SET_DUMPABLE, dumpable));
  must(write(said[1], "x", 1));
  _exit((int)read(hold[0], &byte, 1));
}

static const char *seized(pid_t pid) {
  long result = ptrace(PTRACE_SEIZE, pid, 0, 0);
  const char *text = call(result);
  if (result == 0) {
    must(ptrace(PTRACE_INTERRUPT, pid, 0, 0));
    next_status(pid);
    must(ptrace(PTRACE_DETACH, pid, 0, 0));
  }
  return text;
}

int main(void) {
  must(pipe(hold));
  must(pipe(said));
  pid_t capable = start(1), hidden = start(0);
  check("capable", seized(capable), "0");
  check("hidden_with_capabilities", seized(hidden), "0");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  pid_t equal = start(1), equal_hidden = start(0);
  check("equal", seized(equal), "0");
  check("equal_hidden", seized(equal_hidden), "EPERM");
  check("more_capable", seized(capable), "EPERM");
  check("ptracer_of_a_module_that_is_not_there", call(prctl(0x59616d61, 1, 0, 0, 0)), "EINVAL");
  pid_t child = traced(pause);
  check("traced_already", call(ptrace(PTRACE_SEIZE, child, 0, 0)), "EPERM");
  must(kill(child, SIGKILL));
  check("end", reap(child), "killed SIGKILL");
  return verdict();
}
