/* Contract:  unshare(CLONE_NEWPID) and setns to a pid namespace change where children are made, not oneself; it is no
 *            namespace to name until somebody is in it, and threads cannot be made meanwhile.
 * Source:    pid_namespaces(7), "setns(2) and unshare(2) semantics"
 * Covers:    unshare setns clone
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static const char *own_number(void) { return number(getpid(), 10); }

static long new_thread(void) {
  return syscall(SYS_clone, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0);
}

static const char *nested_twice(void) {
  if (unshare(CLONE_NEWPID)) return "first";
  return call(unshare(CLONE_NEWPID));
}

int main(void) {
  char byte;
  int p[2], old = (int)must(open("/proc/self/ns/pid", O_RDONLY));
  pid_t before = getpid();
  unsigned long own = inode_of("/proc/self/ns/pid");
  must(pipe(p));
  check("same_at_first", inode_of("/proc/self/ns/pid_for_children") == own, 1);
  check("unshare", call(unshare(CLONE_NEWPID)), "0");
  check("own_number", getpid() == before, 1);
  check("own_namespace", inode_of("/proc/self/ns/pid") == own, 1);
  check("empty_namespace", link_of("/proc/self/ns/pid_for_children"), "ENOENT");
  check("thread", call(new_thread()), "EINVAL");
  check("unshare_again", call(unshare(CLONE_NEWPID)), "EINVAL");
  pid_t first = (pid_t)must(fork());
  if (first == 0) _exit(getpid() != 1 || read(p[0], &byte, 1) != 1);
  check("has_a_name", inode_of("/proc/self/ns/pid_for_children") != own, 1);
  check("is_the_childs", inode_of("/proc/self/ns/pid_for_children") == inode_of(proc(first, "ns/pid")), 1);
  check("next", said_by_child(0, own_number), "2");
  int fd = (int)must(open(proc(first, "ns/pid"), O_RDONLY));
  check("back", call(setns(old, CLONE_NEWPID)), "0");
  check("outside_again", strcmp(said_by_child(0, own_number), "3") != 0, 1);
  check("enter", call(setns(fd, CLONE_NEWPID)), "0");
  check("third", said_by_child(0, own_number), "3");
  must(write(p[1], "", 1));
  check("first", reap(first), "exited 0");
  check("after_its_end", call(fork()), "ENOMEM");
  must(setns(old, 0));
  check("nested_twice", said_by_child(0, nested_twice), "EINVAL");
  return verdict();
}
