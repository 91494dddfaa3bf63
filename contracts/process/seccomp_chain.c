/* Contract:  Of several filters the strictest answer counts, of equal ones the newest; a filter sees number, architecture,
 *            all halves of the arguments and the address of the call; fork and execve keep filters.
 * Source:    seccomp(2), "Filter return values", struct seccomp_data
 * Covers:    seccomp fork execve
 */
#include "seccomp.h"

/* Errno `error` for a getpriority whose word at `offset` of struct seccomp_data is `value`. */
static void refuse(unsigned offset, uint32_t value, int error) {
  struct instruction filter[] = {{LOAD, 0, 0, 0},
                                 {JUMP_EQUAL, 0, 3, SYS_getpriority},
                                 {LOAD, 0, 0, offset},
                                 {JUMP_EQUAL, 0, 1, value},
                                 {RETURN, 0, 0, RET_ERRNO | (uint32_t)error},
                                 {RETURN, 0, 0, RET_ALLOW}};
  struct program program = {6, filter};
  must(seccomp(SET_MODE_FILTER, 0, &program));
}

static const char *priority(long which, long who, long further) {
  return call(syscall(SYS_getpriority, which, who, further, 0, 0, further));
}

static void asks(void) { _exit(syscall(SYS_getppid) == -1 ? errno & 127 : 0); }

static void is_killed(void) {
  must(treat(SYS_getppid, RET_KILL_THREAD, 0));
  must(treat(SYS_getppid, RET_ALLOW, 0));
  asks();
}

static void process_before_thread(void) {
  must(treat(SYS_getppid, RET_TRAP, 0));
  must(treat(SYS_getppid, RET_KILL_PROCESS, 0));
  asks();
}

static void refuses_more(void) {
  must(treat(SYS_seccomp, RET_ERRNO | EPERM, 0));
  _exit(treat(SYS_getppid, RET_ALLOW, 0) ? errno : 0);
}

int main(int count, char **arguments) {
  if (count > 1) {
    (void)arguments;
    asks();
  }
  no_new_privileges();
  refuse(16, 77, E2BIG);
  refuse(24, 88, EDOM);
  refuse(28, 5, EXDEV);
  refuse(32 + 4, 6, EMLINK);
  refuse(56 + 4, 7, ERANGE);
  check("plain", made(syscall(SYS_getpriority, 0, 0)), "ok");
  check("first", priority(77, 0, 0), "E2BIG");
  check("second", priority(0, 88, 0), "EDOM");
  check("second_upper_half", priority(0, 5l << 32, 0), "EXDEV");
  check("third_upper_half", priority(0, 0, 6l << 32), "EMLINK");
  check("sixth_upper_half", priority(0, 0, 7l << 32), "ERANGE");
  check("newest_of_equal", priority(77, 5l << 32 | 88, 0), "EXDEV");
  refuse(4, ARCH_X86_64, ENOTTY);
  check("architecture", priority(0, 0, 0), "ENOTTY");

  must(treat(SYS_getppid, RET_ERRNO | ESRCH, 0));
  check("strictest", in_child(is_killed), "killed SIGSYS");
  check("process_first", in_child(process_before_thread), "killed SIGSYS");
  check("inherited", in_child(asks), join("exited ", number(ESRCH, 10)));
  check("no_more_filters", in_child(refuses_more), join("exited ", number(EPERM, 10)));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execl("/proc/self/exe", "contract", "again", (char *)0);
    _exit(99);
  }
  check("over_execve", reap(child), join("exited ", number(ESRCH, 10)));

  extern char here[] __asm__("place_of_call");
  long pid;
  struct instruction filter[] = {{LOAD, 0, 0, 8},
                                 {JUMP_EQUAL, 0, 1, (uint32_t)(uintptr_t)here},
                                 {RETURN, 0, 0, RET_ERRNO | 42},
                                 {RETURN, 0, 0, RET_ALLOW}};
  must(seccomp(SET_MODE_FILTER, 0, &(struct program){4, filter}));
  __asm__ volatile("syscall\nplace_of_call:" : "=a"(pid) : "0"(SYS_getpid) : "rcx", "r11", "memory");
  check("address_behind_the_call", pid, -42);
  check("call_elsewhere", getpid() > 0, 1);
  return verdict();
}
