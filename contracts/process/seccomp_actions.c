/* Contract:  A filter's answer decides: an errno of at most 4095, SIGSYS with the call's number and place, ENOSYS where a
 *            tracer or listener is wanted and none is there, death of the process; what is unknown is death, too.
 * Source:    seccomp(2), "Filter return values"
 * Covers:    seccomp getppid
 */
#include "seccomp.h"

static volatile uint32_t action;
static siginfo_t seen;

static void on_sigsys(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  seen = *info;
}

static void tries(void) {
  no_new_privileges();
  if (treat(SYS_getppid, action, 0)) _exit(99);
  errno = 0;
  long answer = syscall(SYS_getppid);
  _exit(answer == -1 ? errno & 127 : answer == getpid() ? 1 : 0);
}

static const char *treated(uint32_t given) {
  action = given;
  return in_child(tries);
}

static void traps(void) {
  struct sigaction handler = {.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGSYS, &handler, 0));
  no_new_privileges();
  must(treat(SYS_getppid, RET_TRAP | 7, 0));
  long answer = syscall(SYS_getppid);
  int good = seen.si_code == 1 && seen.si_errno == 7 && seen.si_syscall == SYS_getppid;
  _exit((good && seen.si_arch == ARCH_X86_64 && seen.si_call_addr != 0 ? 10 : 20) + (answer == SYS_getppid));
}

static void traps_blocked(void) {
  struct sigaction handler = {.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO};
  sigset_t set;
  must(sigaction(SIGSYS, &handler, 0));
  sigemptyset(&set);
  sigaddset(&set, SIGSYS);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  no_new_privileges();
  must(treat(SYS_getppid, RET_TRAP, 0));
  syscall(SYS_getppid);
}

static void kills_handled(void) {
  struct sigaction handler = {.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGSYS, &handler, 0));
  no_new_privileges();
  must(treat(SYS_getppid, RET_KILL_PROCESS, 0));
  syscall(SYS_getppid);
}

static void huge_errno(void) {
  no_new_privileges();
  must(treat(SYS_getppid, RET_ERRNO | 0xffff, 0));
  syscall(SYS_getppid);
  _exit(errno == 4095 ? 3 : 4);
}

static void vanished(void) {
  no_new_privileges();
  must(treat(SYS_exit_group, RET_ERRNO | EPERM, 0));
  syscall(SYS_exit_group, 5);
  syscall(SYS_exit, 6);
}

int main(void) {
  check("allow", treated(RET_ALLOW), "exited 0");
  check("allow_with_data", treated(RET_ALLOW | 1), "exited 0");
  check("log", treated(RET_LOG), "exited 0");
  check("errno", treated(RET_ERRNO | ENOENT), join("exited ", number(ENOENT, 10)));
  check("errno_0", treated(RET_ERRNO), "exited 0");
  check("errno_too_large", in_child(huge_errno), "exited 3");
  check("trace", treated(RET_TRACE), join("exited ", number(ENOSYS, 10)));
  check("notify", treated(RET_USER_NOTIF), join("exited ", number(ENOSYS, 10)));
  check("trap", treated(RET_TRAP), "killed SIGSYS");
  check("kill_thread", treated(RET_KILL_THREAD), "killed SIGSYS");
  check("kill_process", treated(RET_KILL_PROCESS), "killed SIGSYS");
  check("unknown", treated(0x12340000), "killed SIGSYS");
  check("unknown_negative", treated(0xffff0000u), "killed SIGSYS");
  check("trap_handled", in_child(traps), "exited 11");
  check("trap_blocked", in_child(traps_blocked), "killed SIGSYS");
  check("kill_handled", in_child(kills_handled), "killed SIGSYS");
  check("exit_refused", in_child(vanished), "exited 6");
  return verdict();
}
