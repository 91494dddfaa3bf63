/* Contract:  waitpid by group, by any, of the most negative pid; statuses of children killed, with a core limit of 0;
 *            a null status is no error, a bad one EFAULT after the child is gone.
 * Source:    wait(2), waitpid
 * Covers:    wait4
 */
#include "contract.h"

static pid_t ending(int status) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(status);
  return child;
}

static const char *died(int signal) {
  int status;
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    kill(getpid(), signal);
    _exit(1);
  }
  must(waitpid(child, &status, 0));
  return join(number(status & 0x7f, 10), WCOREDUMP(status) ? " core" : " no core");
}

int main(void) {
  int status = 0;
  pid_t child = ending(3);
  must(setpgid(child, 0));
  check("own_group_has_none", call(waitpid(0, &status, WNOHANG)), "ECHILD");
  check("by_its_group", waitpid(-child, &status, 0) == child, 1);
  check("status_word", number(status, 16), "0x300");
  check("group_is_empty", call(waitpid(-child, &status, 0)), "ECHILD");
  child = ending(255);
  check("own_group", waitpid(0, &status, 0) == child, 1);
  check("status_255", number(status, 16), "0xff00");
  child = ending(256 + 2);
  check("any", waitpid(-1, &status, 0) == child, 1);
  check("status_of_258", number(status, 16), "0x200");
  child = ending(-1);
  check("null_status", waitpid(child, 0, 0) == child, 1);
  child = ending(1);
  check("bad_status", call(syscall(SYS_wait4, child, 8, 0, 0)), "EFAULT");
  check("bad_status_reaped", call(waitpid(child, &status, 0)), "ECHILD");
  child = ending(1);
  check("bad_usage", call(syscall(SYS_wait4, child, 0, 0, 8)), "EFAULT");
  check("bad_usage_reaped", call(waitpid(child, &status, 0)), "ECHILD");
  check("most_negative", call(syscall(SYS_wait4, (long)INT_MIN, 0, 0, 0)), "ESRCH");
  check("init_is_no_child", call(waitpid(getppid() + 10000, 0, 0)), "ECHILD");
  check("term", died(SIGTERM), "15 no core");
  check("realtime", died(SIGRTMAX), "64 no core");
  check("wnothread", call(waitpid(-1, 0, __WNOTHREAD)), "ECHILD");
  return verdict();
}
