/* Contract:  Of a working directory outside the root, getcwd says "(unreachable)"; the links in /proc name it by its path from
 *            the whole tree's root, and so the program's own file, also in a mount namespace made since.
 * Source:    getcwd(2); proc_pid_exe(5); d_path and getcwd in Linux
 * Covers:    getcwd readlinkat chroot unshare
 * Requires:  namespaces
 */
#include "contract.h"

static int proc;

static const char *link_of(const char *name) {
  static char target[PATH_MAX];
  ssize_t length = readlinkat(proc, name, target, sizeof target - 1);
  if (length >= 0) target[length] = 0;
  return length < 0 ? call(length) : target;
}

int main(void) {
  char cwd[PATH_MAX];
  proc = (int)must(open("/proc/self", O_PATH));
  must(mkdir("outside", 0700));
  must(mkdir("outside/inside", 0700));
  must(chdir("outside"));
  int file = (int)must(open("file", O_CREAT | O_WRONLY, 0600));
  check("exe", link_of("exe"), "/bin/contract");
  must(unshare(CLONE_NEWNS));
  check("exe_in_new_mounts", link_of("exe"), "/bin/contract");
  check("cwd_in_new_mounts", link_of("cwd"), "/tmp/outside");
  check("file_in_new_mounts", link_of(join("fd/", number(file, 10))), "/tmp/outside/file");
  must(chroot("inside"));
  must(syscall(SYS_getcwd, cwd, sizeof cwd));
  check("getcwd", join(cwd, ""), "(unreachable)/tmp/outside");
  check("cwd_outside", link_of("cwd"), "/tmp/outside");
  check("exe_outside", link_of("exe"), "/bin/contract");
  check("file_outside", link_of(join("fd/", number(file, 10))), "/tmp/outside/file");
  check("root", link_of("root"), "/");
  must(unlinkat(AT_FDCWD, "file", 0));
  check("file_gone", link_of(join("fd/", number(file, 10))), "/tmp/outside/file (deleted)");
  return verdict();
}
