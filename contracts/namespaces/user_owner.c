/* Contract:  Whoever made a user namespace may enter it without any capability of his own; below a changed root none is made.
 * Source:    user_namespaces(7), "Capabilities"; setns(2); unshare(2), EPERM
 * Covers:    unshare setns capset chroot
 * Requires:  namespaces proc
 */
#include "contract.h"

#include <sched.h>

int main(void) {
  scratch();
  must(mkdir("root", 0755));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    if (chroot("root") || chdir("/")) _exit(9);
    _exit(unshare(CLONE_NEWUSER) == -1 && errno == EPERM ? 1 : 0);
  }
  check("below_a_changed_root", reap(child), "exited 1");

  uint32_t header[2] = {0x20080522, 0}, none[6] = {0}, sets[6];
  must(syscall(SYS_capset, header, none));
  int hold[2], told[2];
  must(pipe(hold));
  must(pipe(told));
  child = (pid_t)must(fork());
  if (!child) {
    char byte;
    close(hold[1]);
    byte = unshare(CLONE_NEWUSER) == 0 ? 'y' : 'n';
    (void)!write(told[1], &byte, 1);
    _exit((int)read(hold[0], &byte, 1));
  }
  char byte;
  must(read(told[0], &byte, 1));
  check("made_without_capability", byte == 'y', 1);
  int fd = open(join(join("/proc/", number(child, 10)), "/ns/user"), O_RDONLY);
  check("opened", made(fd), "ok");
  check("entered", call(setns(fd, CLONE_NEWUSER)), "0");
  must(syscall(SYS_capget, header, sets));
  check("capable_in_it", sets[0] == ~0u, 1);
  check("nobody_in_it", getuid() == 65534, 1);
  must(close(hold[1]));
  check("child", reap(child), "exited 0");
  return verdict();
}
