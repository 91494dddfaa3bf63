/* Contract:  wait4 and waitid tell how a child ended, stopped or went on; WNOHANG, WNOWAIT, ECHILD as documented.
 * Source:    wait(2)
 * Covers:    wait4 waitid kill
 */
#include "contract.h"

static int hold[2];

/* A child that ends with that status when the pipe closes, or by a signal before. */
static pid_t start(int status) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  close(hold[1]);
  (void)!read(hold[0], &byte, 1);
  _exit(status);
}

static const char *waited(pid_t child, int options) {
  int status = 0;
  pid_t got = waitpid(child, &status, options);
  return got == child ? wait_status(status) : call(got);
}

int main(void) {
  siginfo_t info;
  must(pipe(hold));
  pid_t child = start(0);
  check("nohang", waited(child, WNOHANG), "0");
  must(kill(child, SIGSTOP));
  check("stopped", waited(child, WUNTRACED), "stopped SIGSTOP");
  check("told_once", waited(child, WUNTRACED | WNOHANG), "0");
  must(kill(child, SIGCONT));
  check("continued", waited(child, WCONTINUED), "continued");
  must(kill(child, SIGTERM));
  check("killed", waited(child, 0), "killed SIGTERM");
  check("gone", waited(child, 0), "ECHILD");

  child = start(300);
  must(close(hold[1]));
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("nowait_code", signal_code(SIGCHLD, info.si_code), "CLD_EXITED");
  check("nowait_status_low_8_bits", info.si_status, 44);
  check("still_there", call(waitid(P_PID, (id_t)child, &info, WEXITED)), "0");
  check("pid", info.si_pid == child, 1);
  check("then_gone", call(waitid(P_PID, (id_t)child, &info, WEXITED)), "ECHILD");

  pid_t first = start(1), second = start(2);
  check("second", reap(second), "exited 2");
  check("first", reap(first), "exited 1");
  check("any_without_children", call(waitpid(-1, 0, 0)), "ECHILD");
  check("not_my_child", call(waitpid(getpid(), 0, 0)), "ECHILD");
  check("bad_options", call(waitpid(-1, 0, 0x100)), "EINVAL");
  check("waitid_needs_a_state", call(waitid(P_ALL, 0, &info, WNOHANG)), "EINVAL");
  return verdict();
}
