/* Contract:  clone makes the child in new namespaces, the user namespace first, and refuses what does not go together.
 * Source:    clone(2), CLONE_NEW*; copy_process in kernel/fork.c
 * Covers:    clone clone3
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static unsigned long before[8];
static const char *kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};

static const char *changed(void) {
  char *line = contract_text();
  for (size_t i = 0; i < 7; i++)
    if (inode_of(join("/proc/self/ns/", kinds[i])) != before[i]) contract_append(contract_append(line, kinds[i]), " ");
  return *line ? line : "none";
}

static const char *thread_with(unsigned long flag) {
  unsigned long thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
  return call(syscall(SYS_clone, thread | flag, 0, 0, 0, 0));
}

static const char *with(unsigned long flags) {
  pid_t child = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return child == -1 ? error_name(errno) : reap(child);
}

static const char *unprivileged(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  return join(join(with(CLONE_NEWUTS), ", "), with(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWPID));
}

static const char *sibling_of_init(void) { return with(CLONE_PARENT); }

int main(void) {
  for (size_t i = 0; i < 7; i++) before[i] = inode_of(join("/proc/self/ns/", kinds[i]));
  check("none", said_by_child(0, changed), "none");
  check("uts", said_by_child(CLONE_NEWUTS, changed), "uts ");
  check("several", said_by_child(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP, changed),
        "cgroup ipc net uts ");
  check("mounts", said_by_child(CLONE_NEWNS, changed), "mnt ");
  check("user", said_by_child(CLONE_NEWUSER, changed), "user ");
  check("pid", said_by_child(CLONE_NEWPID, changed), "pid ");
  check("unprivileged", said_by_child(0, unprivileged), "EPERM, exited 0");
  check("mounts_and_fs", with(CLONE_NEWNS | CLONE_FS), "EINVAL");
  check("user_and_fs", with(CLONE_NEWUSER | CLONE_FS), "EINVAL");
  check("pid_and_parent", with(CLONE_NEWPID | CLONE_PARENT), "ECHILD");
  check("sibling_of_init", said_by_child(CLONE_NEWPID, sibling_of_init), "EINVAL");
  check("pid_and_thread", thread_with(CLONE_NEWPID), "EINVAL");
  check("user_and_thread", thread_with(CLONE_NEWUSER), "EINVAL");
  return verdict();
}
