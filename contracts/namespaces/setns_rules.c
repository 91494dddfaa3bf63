/* Contract:  setns enters the namespace behind an open /proc/PID/ns file or, several at once, those of a pidfd's process;
 *            it says EINVAL for what is no namespace or another kind.
 * Source:    setns(2)
 * Covers:    setns pidfd_open unshare
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/utsname.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

static const char *host(void) {
  static struct utsname names;
  must(uname(&names));
  return names.nodename;
}

static int ready[2], go[2];

static pid_t neighbour(void) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(read(ready[0], &byte, 1));
    return child;
  }
  if (unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS) || sethostname("neighbour", 9)) _exit(1);
  _exit(write(ready[1], "", 1) != 1 || read(go[0], &byte, 1) != 1);
}

static const char *from_thread_group(void) {
  if (unshare(CLONE_NEWUSER)) return "unshare";
  int fd = open("/proc/self/ns/user", O_RDONLY);
  return call(setns(fd, 0));
}

int main(void) {
  must(pipe(ready));
  must(pipe(go));
  pid_t child = neighbour();
  int uts = (int)must(open(proc(child, "ns/uts"), O_RDONLY)), own = (int)must(open("/proc/self/ns/uts", O_RDONLY));
  int pidfd = (int)must(syscall(SYS_pidfd_open, child, 0)), file = (int)must(open("/proc/self/status", O_RDONLY));
  check("no_descriptor", call(setns(99, 0)), "EBADF");
  check("no_namespace", call(setns(file, 0)), "EINVAL");
  check("pipe", call(setns(go[0], CLONE_NEWUTS)), "EINVAL");
  check("other_kind", call(setns(uts, CLONE_NEWIPC)), "EINVAL");
  check("two_kinds", call(setns(uts, CLONE_NEWUTS | CLONE_NEWIPC)), "EINVAL");
  check("any_kind", call(setns(uts, 0)), "0");
  check("there", host(), "neighbour");
  check("back", call(setns(own, CLONE_NEWUTS)), "0");
  check("here", host(), "contracts");
  check("own_user_namespace", said_by_child(0, from_thread_group), "EINVAL");
  check("pidfd_without_kinds", call(setns(pidfd, 0)), "EINVAL");
  check("pidfd_unknown_kind", call(setns(pidfd, CLONE_VM)), "EINVAL");
  check("pidfd_same_user", call(setns(pidfd, CLONE_NEWUSER)), "EINVAL");
  check("all_or_nothing", call(setns(pidfd, CLONE_NEWUTS | CLONE_NEWUSER)), "EINVAL");
  check("still_here", host(), "contracts");
  unsigned long ipc = inode_of("/proc/self/ns/ipc");
  check("pidfd", call(setns(pidfd, CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS)), "0");
  check("there_again", host(), "neighbour");
  check("same_ipc", inode_of("/proc/self/ns/ipc") == inode_of(proc(child, "ns/ipc")), 1);
  check("other_ipc", inode_of("/proc/self/ns/ipc") != ipc, 1);
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("without_capability", call(setns(own, CLONE_NEWUTS)), "EPERM");
  must(write(go[1], "", 1));
  check("child", reap(child), "exited 0");
  check("of_the_dead", call(setns(pidfd, CLONE_NEWUTS)), "ESRCH");
  return verdict();
}
