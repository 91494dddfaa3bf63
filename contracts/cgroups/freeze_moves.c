/* Contract:  Who is moved into a frozen group freezes, who is moved out of it goes on, and a child born in one is frozen.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.freeze
 * Covers:    write fork
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  int to[2], from[2];
  char byte;
  enter_hierarchy();
  must(pipe(to)), must(pipe(from));
  must(mkdir("cold", 0755));
  check("empty", get("cold/cgroup.events"), "populated 0; frozen 0");
  check("freeze", put("cold/cgroup.freeze", "1"), "ok");
  check("frozen_at_once", get("cold/cgroup.events"), "populated 0; frozen 1");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    while (read(to[0], &byte, 1) == 1) (void)!write(from[1], &byte, 1);
    _exit(0);
  }
  must(write(to[1], "a", 1)), must(read(from[0], &byte, 1));
  check("moved_in", put("cold/cgroup.procs", number(child, 10)), "ok");
  must(write(to[1], "b", 1));
  check("silent", poll_one(from[0], POLLIN, 50), "timeout");
  check("still_frozen", value_of("cold/cgroup.events", "frozen"), "1");
  check("moved_out", put("cgroup.procs", number(child, 10)), "ok");
  check("goes_on", poll_one(from[0], POLLIN, BOUND), "POLLIN");
  must(read(from[0], &byte, 1));
  check("byte", text(&byte, 1), "b");
  check("still_frozen_empty", get("cold/cgroup.events"), "populated 0; frozen 1");
  close(to[1]), close(to[0]);
  end(child);
  must(rmdir("cold"));
  return verdict();
}
