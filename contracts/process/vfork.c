/* Contract:  vfork: the child runs in the parent's memory, and the parent goes on only when it has ended or executed.
 * Source:    vfork(2)
 * Covers:    vfork execve wait4
 */
#include "contract.h"

static volatile int steps;

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "executed")) _exit(21);
  pid_t child = vfork();
  if (child == 0) {
    for (int i = 0; i < 100; i++) {
      steps++;
      sched_yield();
    }
    _exit(5);
  }
  must(child);
  check("steps_when_parent_goes_on", steps, 100);
  check("child", reap(child), "exited 5");

  child = vfork();
  if (child == 0) {
    steps = 7;
    execve("/proc/self/exe", (char *[]){"x", "executed", 0}, (char *[]){0});
    _exit(1);
  }
  must(child);
  check("seen_after_exec", steps, 7);
  check("executed", reap(child), "exited 21");

  child = vfork();
  if (child == 0) {
    execve("/none", (char *[]){"x", 0}, (char *[]){0});
    steps = errno;
    _exit(127);
  }
  must(child);
  check("exec_error_seen_by_parent", error_name(steps), "ENOENT");
  check("failed", reap(child), "exited 127");
  return verdict();
}
