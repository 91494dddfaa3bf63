/* Contract:  waitid waits for what its options name, by child, group or any, keeps the state with WNOWAIT, and
 *            with WNOHANG tells nothing by si_pid and si_signo 0.
 * Source:    wait(2), waitid
 * Covers:    waitid kill
 */
#include "contract.h"

static int hold[2];
static siginfo_t info;

static pid_t start(int status) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(status);
}

static const char *wait_for(idtype_t type, pid_t id, int options) {
  memset(&info, 0x55, sizeof info);
  if (waitid(type, (id_t)id, &info, options)) return error_name(errno);
  if (info.si_signo == 0) return info.si_pid == 0 ? "nothing" : "pid without signal";
  const char *code = signal_code(info.si_signo, info.si_code);
  return join(join(code, " "), info.si_code == CLD_EXITED ? number(info.si_status, 10) : signal_name(info.si_status));
}

int main(void) {
  must(pipe(hold));
  pid_t child = start(3), other = start(4);
  must(setpgid(child, child));
  must(setpgid(other, child));

  check("nothing_yet", wait_for(P_ALL, 0, WEXITED | WSTOPPED | WCONTINUED | WNOHANG), "nothing");
  must(kill(child, SIGSTOP));
  check("stopped_kept", wait_for(P_PID, child, WSTOPPED | WNOWAIT), "CLD_STOPPED SIGSTOP");
  check("not_asked_for", wait_for(P_PID, child, WEXITED | WCONTINUED | WNOHANG), "nothing");
  check("stopped", wait_for(P_PGID, child, WSTOPPED), "CLD_STOPPED SIGSTOP");
  check("who", info.si_pid == child && info.si_uid == getuid(), 1);
  check("told_once", wait_for(P_PID, child, WSTOPPED | WNOHANG), "nothing");
  must(kill(child, SIGCONT));
  check("continued_kept", wait_for(P_PID, child, WCONTINUED | WNOWAIT), "CLD_CONTINUED SIGCONT");
  check("continued", wait_for(P_PID, child, WCONTINUED), "CLD_CONTINUED SIGCONT");
  check("continued_once", wait_for(P_PID, child, WCONTINUED | WNOHANG), "nothing");

  check("own_group_has_none", wait_for(P_PGID, 0, WEXITED | WNOHANG), "ECHILD");
  must(close(hold[1]));
  check("group_kept", wait_for(P_PID, other, WEXITED | WNOWAIT), "CLD_EXITED 4");
  check("group", wait_for(P_PID, other, WEXITED), "CLD_EXITED 4");
  check("any", wait_for(P_ALL, 12345, WEXITED), "CLD_EXITED 3");
  check("none_left", wait_for(P_ALL, 0, WEXITED), "ECHILD");

  check("no_state", wait_for(P_ALL, 0, WNOHANG | WNOWAIT), "EINVAL");
  check("unknown_option", wait_for(P_ALL, 0, WEXITED | 0x100), "EINVAL");
  check("unknown_type", wait_for((idtype_t)77, 0, WEXITED), "EINVAL");
  check("pid_0", wait_for(P_PID, 0, WEXITED), "EINVAL");
  check("pid_negative", wait_for(P_PID, -1, WEXITED), "EINVAL");
  check("group_negative", wait_for(P_PGID, -1, WEXITED), "EINVAL");
  child = start(1);
  check("bad_info", call(syscall(SYS_waitid, P_PID, child, 8, WEXITED, 0)), "EFAULT");
  check("reaped_all_the_same", wait_for(P_PID, child, WEXITED), "ECHILD");
  return verdict();
}
