/* Contract:  The low byte of clone's flags is the signal its parent gets; a child with another than SIGCHLD is a
 *            "clone" child, which wait4 sees only with __WCLONE or __WALL.
 * Source:    clone(2), "The child termination signal"; wait(2), "Linux notes"
 * Covers:    clone wait4 waitid
 */
#include "contract.h"

static volatile sig_atomic_t got, chld;

static void handler(int signal) {
  if (signal == SIGCHLD) chld++;
  else got = signal;
}

/* A child that ends at once; we return when it has, by waitid with WNOWAIT, which leaves it. */
static pid_t ended(unsigned long flags) {
  siginfo_t info;
  got = chld = 0;
  pid_t child = (pid_t)must(syscall(SYS_clone, flags, 0, 0, 0, 0));
  if (child == 0) _exit(4);
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | __WALL));
  return child;
}

static const char *wait_with(pid_t child, int options) {
  int status = 0;
  pid_t answer = waitpid(child, &status, options);
  return answer > 0 ? wait_status(status) : call(answer);
}

int main(void) {
  signal(SIGUSR1, handler);
  signal(SIGCHLD, handler);

  pid_t child = ended(SIGCHLD);
  check("sigchld", chld, 1);
  check("plain_child_with_wclone", wait_with(child, __WCLONE | WNOHANG), "ECHILD");
  check("plain_child", wait_with(child, 0), "exited 4");

  child = ended(SIGUSR1);
  check("sigusr1", signal_name(got), "SIGUSR1");
  check("no_sigchld", chld, 0);
  check("clone_child_plainly", wait_with(child, WNOHANG), "ECHILD");
  check("any_plainly", wait_with(-1, WNOHANG), "ECHILD");
  check("clone_child", wait_with(child, __WCLONE), "exited 4");

  child = ended(0);
  check("no_signal", got + chld, 0);
  check("silent_child_plainly", wait_with(child, WNOHANG), "ECHILD");
  check("silent_child", wait_with(child, __WALL), "exited 4");
  check("all_gone", wait_with(-1, __WALL), "ECHILD");

  child = (pid_t)must(syscall(SYS_clone, 255, 0, 0, 0, 0));
  if (child == 0) _exit(6);
  check("no_such_signal", wait_with(child, __WCLONE), "exited 6");
  return verdict();
}
