/* Contract:  chdir, fchdir and getcwd: kinds, sizes and descriptors; the working directory is the process's, copied
 *            by fork.
 * Source:    chdir(2), getcwd(2)
 * Covers:    chdir fchdir getcwd
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[256];
  must(mkdir("dir", 0755));
  must(mkdir("dir/sub", 0755));
  must(close((int)must(creat("file", 0600))));
  must(symlink("dir/sub", "link"));
  must(symlink("link2", "link2"));
  int dir = (int)must(open("dir", O_RDONLY)), path = (int)must(open("dir", O_PATH)), file = (int)must(open("file", O_RDONLY));
  check("missing", call(chdir("none")), "ENOENT");
  check("empty", call(chdir("")), "ENOENT");
  check("file", call(chdir("file")), "ENOTDIR");
  check("loop", call(chdir("link2")), "ELOOP");
  check("bad_pointer", call(chdir((char *)16)), "EFAULT");
  check("fchdir_file", call(syscall(SYS_fchdir, file)), "ENOTDIR");
  check("fchdir_closed", call(syscall(SYS_fchdir, 99)), "EBADF");
  check("fchdir_null", call(syscall(SYS_fchdir, 0)), "ENOTDIR");
  check("through_link", call(chdir("link")), "0");
  long size = must(syscall(SYS_getcwd, bytes, sizeof bytes));
  check("real_path", text(bytes + size - 9, 8), "/dir/sub");
  check("dotdot_is_the_real_one", call(access("../sub", F_OK)), "0");
  check("exact_buffer", syscall(SYS_getcwd, bytes, size) == size, 1);
  check("one_too_small", call(syscall(SYS_getcwd, bytes, size - 1)), "ERANGE");
  check("zero", call(syscall(SYS_getcwd, bytes, 0)), "ERANGE");
  check("bad_buffer", call(syscall(SYS_getcwd, 16, 256)), "EFAULT");
  check("fchdir_path", call(syscall(SYS_fchdir, path)), "0");
  check("fchdir", call(syscall(SYS_fchdir, dir)), "0");
  check("relative", call(access("sub", F_OK)), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(chdir("sub") == 0 && access("../sub", F_OK) == 0 ? 0 : 1);
  check("child", reap(child), "exited 0");
  check("ours_stays", call(access("sub", F_OK)), "0");
  child = (pid_t)must(syscall(SYS_clone, CLONE_FS | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(chdir("sub") == 0 ? 0 : 1);
  check("sharing_child", reap(child), "exited 0");
  check("ours_moved", call(access("sub", F_OK)), "ENOENT");
  return verdict();
}
