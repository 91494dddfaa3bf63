/* tracing.h: what contracts of ptrace(2) share. The child asks to be traced and stops; the parent answers with requests. */
#ifndef TRACING_H
#define TRACING_H
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/user.h>

/* A child that is traced by us, stopped by its own SIGSTOP; it goes on into `run` and ends with what that answers. */
static inline pid_t traced(int (*run)(void)) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) == -1) _exit(120);
    syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP);
    _exit(run());
  }
  int status;
  must(waitpid(child, &status, __WALL));
  return child;
}

/* A wait status in words: "stopped SIGTRAP", with "+0x80" for calls and the event's number for events. */
static inline const char *trace_status(int status) {
  if (!WIFSTOPPED(status)) return wait_status(status);
  const char *text = join("stopped ", signal_name(WSTOPSIG(status) & 0x7f));
  if (WSTOPSIG(status) & 0x80) text = join(text, "+0x80");
  return status >> 16 ? join(join(text, " event "), number(status >> 16, 10)) : text;
}

/* Lets it go on as `request` says, and waits for what comes next. */
static inline const char *onward(int request, pid_t child, int signal) {
  int status;
  if (ptrace(request, child, 0, (void *)(long)signal) == -1) return error_name(errno);
  if (waitpid(child, &status, __WALL) == -1) return error_name(errno);
  return trace_status(status);
}

static inline const char *next_status(pid_t child) {
  int status;
  return waitpid(child, &status, __WALL) == -1 ? error_name(errno) : trace_status(status);
}

static inline struct user_regs_struct registers(pid_t child) {
  struct user_regs_struct regs;
  must(ptrace(PTRACE_GETREGS, child, 0, &regs));
  return regs;
}
#endif
