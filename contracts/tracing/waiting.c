/* Contract:  A tracer waits for its tracees, whatever kind of children they are; their real parent hears of an end after the tracer.
 * Source:    ptrace(2), wait(2); kernel/exit.c, wait_consider_task, wait_task_zombie
 * Covers:    ptrace wait4 waitid
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

static int run(void) { return 12; }

int main(void) {
  siginfo_t info;
  int p[2], q[2], status;
  pid_t child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  must(ptrace(PTRACE_SYSCALL, child, 0, 0));
  must(waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOWAIT));
  check("trapped", ONE_OF(info.si_code, NAME(CLD_TRAPPED), NAME(CLD_STOPPED)), "CLD_TRAPPED");
  check("trapped_status", info.si_status, SIGTRAP | 0x80);
  check("again_without_untraced", call(waitpid(child, &status, 0) == child), "1");
  check("once", call(waitpid(child, &status, WNOHANG)), "0");
  check("end", onward(PTRACE_CONT, child, 0), "exited 12");

  must(pipe(p));
  must(pipe(q));
  child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    close(p[1]);
    _exit((int)read(p[0], &byte, 1) + 20);
  }
  pid_t tracer = (pid_t)must(fork());
  if (tracer == 0) {
    close(p[1]);
    if (ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACEEXIT) == -1) _exit(1);
    if (write(q[1], "x", 1) != 1) _exit(2);
    if (waitpid(child, &status, 0) != child || status >> 8 != (SIGTRAP | 6 << 8)) _exit(3);
    if (ptrace(PTRACE_CONT, child, 0, 0) == -1) _exit(4);
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == -1) _exit(5);
    if (write(q[1], "y", 1) != 1) _exit(6);
    await_sleep(getppid());
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) _exit(7);
    _exit(waitpid(child, &status, 0) == -1 && errno == ECHILD ? WEXITSTATUS(status) : 8);
  }
  char byte;
  must(read(q[0], &byte, 1));
  must(close(p[1]));
  must(read(q[0], &byte, 1));
  check("tracer_first", call(waitpid(child, &status, WNOHANG)), "0");
  check("then_the_parent", reap(child), "exited 20");
  check("tracer", reap(tracer), "exited 20");
  return verdict();
}
