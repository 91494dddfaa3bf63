/* Contract:  PTRACE_EVENT_EXIT stops before the end and tells its status; a tracer's end lets its tracees go, or kills them.
 * Source:    ptrace(2), PTRACE_O_TRACEEXIT, PTRACE_O_EXITKILL; kernel/ptrace.c, exit_ptrace
 * Covers:    ptrace wait4 exit_group
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

#include <sys/prctl.h>

static int run(void) { return 5; }
static int faults(void) { return *(volatile int *)8; }

static long told(pid_t child) {
  unsigned long message = 0;
  must(ptrace(PTRACE_GETEVENTMSG, child, 0, &message));
  return (long)message;
}

/* The child of a child that traces it and ends: what becomes of it. */
static const char *orphan(int options, int runs) {
  int p[2], status;
  must(pipe(p));
  must(prctl(PR_SET_CHILD_SUBREAPER, 1));
  pid_t tracer = (pid_t)must(fork());
  if (tracer == 0) {
    pid_t tracee = traced(run);
    ptrace(PTRACE_SETOPTIONS, tracee, 0, options);
    if (runs) onward(PTRACE_SYSCALL, tracee, 0);
    if (write(p[1], &tracee, sizeof tracee) != sizeof tracee) _exit(1);
    _exit(0);
  }
  pid_t tracee;
  must(waitpid(tracer, &status, 0));
  must(read(p[0], &tracee, sizeof tracee));
  return reap(tracee);
}

int main(void) {
  pid_t child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT));
  check("event", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 6");
  check("status", told(child), 5 << 8);
  check("still_in_exit_group", ptrace(PTRACE_PEEKUSER, child, 8 * ORIG_RAX, 0) == SYS_exit_group, 1);
  check("end", onward(PTRACE_CONT, child, 0), "exited 5");

  child = traced(faults);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT));
  check("fault", onward(PTRACE_CONT, child, 0), "stopped SIGSEGV");
  check("fault_event", onward(PTRACE_CONT, child, SIGSEGV), "stopped SIGTRAP event 6");
  check("fault_status", told(child) & 0x7f, SIGSEGV);
  check("fault_end", onward(PTRACE_CONT, child, 0), "killed SIGSEGV");

  child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT));
  onward(PTRACE_CONT, child, 0);
  must(kill(child, SIGKILL));
  check("no_signal_for_the_dying", call(waitpid(child, &(int){0}, WNOHANG)), "0");
  check("dead_anyway", onward(PTRACE_CONT, child, 0), "exited 5");

  check("orphan_runs_on", orphan(0, 0), "exited 5");
  check("orphan_in_a_call", orphan(0, 1), "exited 5");
  check("orphan_killed", orphan(PTRACE_O_EXITKILL, 0), "killed SIGKILL");
  return verdict();
}
