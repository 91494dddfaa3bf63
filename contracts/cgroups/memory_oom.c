/* Contract:  Beyond memory.max a process of the group is killed, and no other; memory.events tells of it.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files", memory.max and memory.events
 * Covers:    mmap wait4
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mman.h>

enum { LIMIT = 4 << 20 };

static pid_t glutton(const char *group, size_t size) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter(group), "ok")) _exit(9);
    char *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) _exit(8);
    memset(memory, 1, size);
    _exit(0);
  }
  return child;
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("b", 0755));
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  check("limit", put("a/memory.max", number(LIMIT, 10)), "ok");
  check("no_swap", put("a/memory.swap.max", "0"), "ok");
  check("below", reap(glutton("a", LIMIT / 4)), "exited 0");
  check("no_event", value_of("a/memory.events", "oom_kill"), "0");
  check("beyond", reap(glutton("a", 4 * LIMIT)), "killed SIGKILL");
  check("killed", value_of("a/memory.events", "oom_kill"), "1");
  check("oom", atoi(value_of("a/memory.events", "oom")) > 0, 1);
  check("max", atoi(value_of("a/memory.events", "max")) > 0, 1);
  check("group_kill", value_of("a/memory.events", "oom_group_kill"), "0");
  check("within_limit", atol(get("a/memory.peak")) <= LIMIT, 1);
  check("elsewhere", reap(glutton("b", 4 * LIMIT)), "exited 0");
  check("nothing_there", value_of("b/memory.events", "max"), "0");
  check("smaller_again", reap(glutton("a", LIMIT / 4)), "exited 0");
  must(rmdir("a")), must(rmdir("b"));
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  return verdict();
}
