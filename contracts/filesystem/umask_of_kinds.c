/* Contract:  The umask cuts the mode of everything made but symbolic links, is the process's own, and outlives fork
 *            and exec.
 * Source:    umask(2)
 * Covers:    umask open openat creat mkdir mkdirat mknod mknodat
 */
#include "contract.h"

static const char *made_as(const char *name) {
  struct stat st;
  return lstat(name, &st) ? error_name(errno) : mode(st.st_mode);
}

int main(void) {
  scratch();
  check("given", number(umask(0137), 8), "022");
  check("set", number(umask(07777), 8), "0137");
  check("only_nine_bits", number(umask(0137), 8), "0777");
  must(close((int)must(open("open", O_CREAT | O_RDWR, 0777))));
  check("open", made_as("open"), "S_IFREG 0640");
  must(close((int)must(creat("creat", 06777))));
  check("creat", made_as("creat"), "S_IFREG 06640");
  must(mkdir("mkdir", 01777));
  check("mkdir", made_as("mkdir"), "S_IFDIR 01640");
  must(mkdirat(AT_FDCWD, "mkdirat", 07777));
  check("mkdirat", made_as("mkdirat"), "S_IFDIR 01640");
  must(mkfifo("fifo", 0777));
  check("fifo", made_as("fifo"), "S_IFIFO 0640");
  must(mknod("node", S_IFREG | 0777, 0));
  check("node", made_as("node"), "S_IFREG 0640");
  must(symlink("x", "link"));
  check("link", made_as("link"), "S_IFLNK 0777");
  must(close((int)must(open("open", O_CREAT | O_RDWR, 0))));
  check("existing_keeps_its_mode", made_as("open"), "S_IFREG 0640");
  check("chmod_does_not_mind", call(chmod("open", 0777)), "0");
  check("chmod", made_as("open"), "S_IFREG 0777");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(umask(0) == 0137 ? 0 : 1);
  check("child_has_it", reap(child), "exited 0");
  check("child_changes_its_own", number(umask(0137), 8), "0137");
  child = (pid_t)must(syscall(SYS_clone, CLONE_FS | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(umask(011) == 0137 ? 0 : 1);
  check("sharing_child", reap(child), "exited 0");
  check("changes_ours", number(umask(0), 8), "011");
  return verdict();
}
