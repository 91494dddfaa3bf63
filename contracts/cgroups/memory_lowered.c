/* Contract:  A limit set below what a group has kills a process of it, unless that can be taken back otherwise.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files", memory.max; memory_max_write()
 * Covers:    write mmap
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mman.h>

enum { SIZE = 8 << 20 };

int main(void) {
  int ready[2];
  char byte;
  enter_hierarchy();
  must(pipe(ready));
  must(mkdir("a", 0755));
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  must(put("a/memory.swap.max", "0")[0] == 'o' ? 0 : -1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(enter("a"), "ok")) _exit(9);
    char *memory = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, SIZE);
    (void)!write(ready[1], "r", 1);
    for (;;) pause();
  }
  must(read(ready[0], &byte, 1));
  check("above", put("a/memory.max", number(4 * SIZE, 10)), "ok");
  check("lives", call(waitpid(child, 0, WNOHANG)), "0");
  check("below", put("a/memory.max", number(SIZE / 2, 10)), "ok");
  check("killed", reap(child), "killed SIGKILL");
  check("events", value_of("a/memory.events", "oom_kill"), "1");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  return verdict();
}
