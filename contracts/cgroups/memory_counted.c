/* Contract:  Memory is counted where it is first touched, also in the groups above, and given back when it is unmapped;
 *            memory.peak keeps the most there was.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files", "Memory Ownership"
 * Covers:    mmap munmap madvise
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mman.h>

enum { SIZE = 8 << 20 };

static long value(const char *file) { return atol(get(file)); }

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  check("hand_on", put("a/cgroup.subtree_control", "+memory"), "ok");
  check("enter", enter("a/b"), "ok");
  char *memory = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  long before = value("a/b/memory.current");
  check("only_mapped", before < SIZE / 2, 1);
  memset(memory, 1, SIZE);
  check("touched", value("a/b/memory.current") - before > SIZE - SIZE / 8, 1);
  check("above", value("a/memory.current") >= value("a/b/memory.current"), 1);
  check("stat", atol(value_of("a/b/memory.stat", "anon")) > SIZE - SIZE / 8, 1);
  madvise(memory, SIZE / 2, MADV_DONTNEED);
  check("half_given_back", value("a/b/memory.current") - before < SIZE / 2 + SIZE / 8, 1);
  munmap(memory, SIZE);
  check("unmapped", value("a/b/memory.current") - before < SIZE / 8, 1);
  check("peak", value("a/b/memory.peak") - before > SIZE - SIZE / 8, 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    memory = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, SIZE);
    _exit(value("a/b/memory.current") - before > SIZE - SIZE / 8 ? 0 : 1);
  }
  check("of_child", reap(child), "exited 0");
  check("gone_with_child", value("a/b/memory.current") - before < SIZE / 8, 1);
  check("home", enter("."), "ok");
  must(rmdir("a/b"));
  check("take_back", put("a/cgroup.subtree_control", "-memory"), "ok");
  must(rmdir("a"));
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  return verdict();
}
