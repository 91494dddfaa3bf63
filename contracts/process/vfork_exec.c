/* Contract:  vfork's parent waits until the child executes or ends, and shares memory with it until then; CLONE_VFORK
 *            without CLONE_VM waits too, with a copy; SIGKILL reaches the child.
 * Source:    vfork(2); clone(2), CLONE_VFORK
 * Covers:    vfork clone execve wait4
 */
#include "contract.h"

static volatile int seen;

static const char *state(volatile int expected) { return seen == expected ? "as written" : "not written"; }

int main(int count, char **arguments) {
  if (count > 0 && !strcmp(arguments[0], "child")) _exit(21);
  pid_t child = (pid_t)must(vfork());
  if (child == 0) {
    seen = 1;
    _exit(20);
  }
  check("ended_before_we_went_on", state(1), "as written");
  check("exit", reap(child), "exited 20");

  child = (pid_t)must(vfork());
  if (child == 0) {
    seen = 2;
    execve("/proc/self/exe", (char *[]){"child", 0}, (char *[]){0});
    _exit(1);
  }
  check("executed", state(2), "as written");
  check("program", reap(child), "exited 21");

  child = (pid_t)must(vfork());
  if (child == 0) {
    if (execve("/none", (char *[]){"x", 0}, (char *[]){0}) == -1 && errno == ENOENT) seen = 3;
    _exit(22);
  }
  check("failed_exec", state(3), "as written");
  check("goes_on_after_it", reap(child), "exited 22");

  child = (pid_t)must(vfork());
  if (child == 0) {
    seen = 4;
    kill(getpid(), SIGKILL);
    _exit(1);
  }
  check("killed", reap(child), "killed SIGKILL");
  check("until_then", state(4), "as written");

  int p[2];
  char byte = 0;
  must(pipe(p));
  must(fcntl(p[0], F_SETFL, O_NONBLOCK));
  child = (pid_t)must(syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) {
    seen = 5;
    _exit(write(p[1], "x", 1) == 1 ? 23 : 1);
  }
  check("copy_waited_for", text(&byte, read(p[0], &byte, 1)), "x");
  check("copy_not_shared", state(4), "as written");
  check("copy", reap(child), "exited 23");
  return verdict();
}
