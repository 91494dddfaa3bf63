/* Contract:  With memory.oom.group all processes of the group die together; without it only the one that has most.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files", memory.oom.group
 * Covers:    mmap kill
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mman.h>

enum { LIMIT = 4 << 20 };

static pid_t glutton(const char *group) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter(group), "ok")) _exit(9);
    char *memory = mmap(0, 4 * LIMIT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, 4 * LIMIT);
    _exit(0);
  }
  return child;
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  check("hand_on", put("a/cgroup.subtree_control", "+memory"), "ok");
  check("limit", put("a/memory.max", number(LIMIT, 10)), "ok");
  check("no_swap", put("a/memory.swap.max", "0"), "ok");
  pid_t small = sleeper("a/b");
  check("alone", reap(glutton("a/b")), "killed SIGKILL");
  check("small_lives", call(waitpid(small, 0, WNOHANG)), "0");
  check("kills_below", value_of("a/b/memory.events", "oom_kill"), "1");
  check("kills_above", value_of("a/memory.events", "oom_kill"), "1");
  check("local", value_of("a/memory.events.local", "oom_kill"), "0");
  check("limit_hit_above", value_of("a/b/memory.events", "max"), "0");
  check("together", put("a/memory.oom.group", "1"), "ok");
  check("with_others", reap(glutton("a/b")), "killed SIGKILL");
  check("small_dies", reap(small), "killed SIGKILL");
  check("group_kills", value_of("a/memory.events", "oom_group_kill"), "1");
  check("kills_now", atoi(value_of("a/memory.events", "oom_kill")) >= 3, 1);
  must(rmdir("a/b"));
  check("take_back", put("a/cgroup.subtree_control", "-memory"), "ok");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  return verdict();
}
