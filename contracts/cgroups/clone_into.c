/* Contract:  clone3 with CLONE_INTO_CGROUP bears a child in the group whose directory it is given.
 * Source:    clone(2), "CLONE_INTO_CGROUP"
 * Covers:    clone3
 * Requires:  cgroups
 */
#include "cgroups.h"

struct arguments {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static pid_t born_in(int group, uint64_t more, size_t size) {
  struct arguments arguments = {.flags = 0x200000000ull | more, .exit_signal = SIGCHLD, .cgroup = (uint64_t)(int64_t)group};
  pid_t child = (pid_t)syscall(SYS_clone3, &arguments, size);
  if (child == 0) _exit(strcmp(group_of(getpid()), "/a") ? 1 : 0);
  return child;
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755)), must(mkdir("a/b", 0755));
  int group = (int)must(open("a", O_RDONLY | O_DIRECTORY)), path = (int)must(open("a", O_PATH | O_DIRECTORY));
  int file = (int)must(open("a/cgroup.procs", O_RDONLY)), elsewhere = (int)must(open("/tmp", O_RDONLY | O_DIRECTORY));
  size_t whole = sizeof(struct arguments);
  pid_t child = born_in(group, 0, whole);
  check("born", made(child), "ok");
  check("in_a", reap(child), "exited 0");
  check("mine", group_of(getpid()), "/");
  child = born_in(path, 0, whole);
  check("by_path", made(child), "ok");
  if (child > 0) check("by_path_in_a", reap(child), "exited 0");
  check("a_file", made(born_in(file, 0, whole)), "EBADF");
  check("elsewhere", made(born_in(elsewhere, 0, whole)), "EBADF");
  check("none", made(born_in(99, 0, whole)), "EBADF");
  check("short", made(born_in(group, 0, 80)), "EINVAL");
  check("negative", made(born_in(-1, 0, whole)), "EINVAL");
  check("enable", put("cgroup.subtree_control", "+memory"), "ok");
  check("hand_on", put("a/cgroup.subtree_control", "+memory"), "ok");
  check("internal", made(born_in(group, 0, whole)), "EBUSY");
  check("take_back", put("a/cgroup.subtree_control", "-memory"), "ok");
  check("tidy", put("cgroup.subtree_control", "-memory"), "ok");
  must(rmdir("a/b")), must(rmdir("a"));
  check("gone", made(born_in(group, 0, whole)), "ENOENT");
  return verdict();
}
