/* Contract:  Each thread is traced by itself: its birth, its stops and its end are told by its own id; execve of one ends the others.
 * Source:    ptrace(2), PTRACE_O_TRACECLONE, "execve(2) under ptrace"
 * Covers:    ptrace wait4 clone execve
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

#include <pthread.h>

static void *ends(void *unused) {
  (void)unused;
  syscall(SYS_getppid);
  return 0;
}

static void *executes(void *unused) {
  (void)unused;
  char *argv[] = {"contract", "again", 0}, *envp[] = {0};
  execve("/proc/self/exe", argv, envp);
  return 0;
}

static int run(void) {
  pthread_t thread;
  pthread_create(&thread, 0, ends, 0);
  pthread_join(thread, 0);
  pthread_create(&thread, 0, executes, 0);
  for (;;) pause();
}

static long told(pid_t child) {
  unsigned long message = 0;
  must(ptrace(PTRACE_GETEVENTMSG, child, 0, &message));
  return (long)message;
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc == 2) return 3;
  int status;
  pid_t child = traced(run);
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD));
  check("birth", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 3");
  pid_t thread = (pid_t)told(child);
  check("begins", next_status(thread), "stopped SIGSTOP");
  check("not_a_child", call(waitid(P_PGID, (id_t)getpgrp(), 0, WEXITED | WNOHANG)), "0");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  check("its_call", onward(PTRACE_SYSCALL, thread, 0), "stopped SIGTRAP+0x80");
  check("end_of_thread", onward(PTRACE_CONT, thread, 0), "exited 0");
  check("gone", call(ptrace(PTRACE_CONT, thread, 0, 0)), "ESRCH");
  check("second_birth", next_status(child), "stopped SIGTRAP event 3");
  thread = (pid_t)told(child);
  check("second_begins", next_status(thread), "stopped SIGSTOP");
  must(ptrace(PTRACE_CONT, child, 0, 0));
  must(ptrace(PTRACE_CONT, thread, 0, 0));
  check("execve", next_status(child), "stopped SIGTRAP event 4");
  check("former_id", told(child) == thread, 1);
  check("no_thread_left", call(waitpid(thread, &status, __WALL | WNOHANG)), "ECHILD");
  check("end", onward(PTRACE_CONT, child, 0), "exited 3");
  return verdict();
}
