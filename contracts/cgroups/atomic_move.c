/* Contract:  While a process is moved to and fro, whoever asks finds it in exactly one of the two groups.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Processes"; css_set_lock
 * Behaviour: B47
 * Covers:    write read clone
 * Requires:  cgroups
 */
#include "cgroups.h"

enum { MOVES = 300 };

int main(void) {
  int wrong = 0, seen[2] = {0, 0};
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("b", 0755));
  pid_t child = sleeper("a"), mover = (pid_t)must(fork());
  if (mover == 0) {
    const char *pid = number(child, 10);
    for (int i = 1; i <= MOVES; i++)
      if (strcmp(put(i & 1 ? "b/cgroup.procs" : "a/cgroup.procs", pid), "ok")) _exit(1);
    _exit(0);
  }
  for (int i = 0; i < MOVES; i++) {
    const char *group = group_of(child);
    if (!strcmp(group, "/a")) seen[0]++;
    else if (!strcmp(group, "/b")) seen[1]++;
    else wrong++;
  }
  check("mover", reap(mover), "exited 0");
  check("elsewhere", wrong, 0);
  check("seen", seen[0] + seen[1], MOVES);
  check("ends_in", group_of(child), "/a");
  end(child);
  must(rmdir("a")), must(rmdir("b"));
  return verdict();
}
