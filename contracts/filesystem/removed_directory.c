/* Contract:  A removed directory that is still open or current lists nothing, takes nothing, and getcwd is ENOENT.
 * Source:    rmdir(2), getcwd(2), unlink(2)
 * Covers:    rmdir getdents64 getcwd open mkdir fstat
 */
#include "contract.h"

#include <dirent.h>

int main(void) {
  scratch();
  char bytes[512];
  must(mkdir("dir", 0700));
  int fd = (int)must(open("dir", O_RDONLY));
  must(chdir("dir"));
  must(rmdir("../dir"));
  struct stat st;
  must(fstat(fd, &st));
  check("links", (int)st.st_nlink, 0);
  check("type", mode(st.st_mode), "S_IFDIR 0700");
  check("list", call(syscall(SYS_getdents64, fd, bytes, sizeof bytes)), "ENOENT");
  check("getcwd", call(syscall(SYS_getcwd, bytes, sizeof bytes)), "ENOENT");
  check("creat", made(creat("file", 0600)), "ENOENT");
  check("mkdir", call(mkdir("sub", 0700)), "ENOENT");
  check("symlink", call(symlink("x", "y")), "ENOENT");
  check("openat", made(openat(fd, "file", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  check("stat_dot", call(stat(".", &st)), "0");
  check("open_dot", made(open(".", O_RDONLY)), "ok");
  check("stat_dotdot", call(stat("..", &st)), "0");
  check("dotdot_mode", mode(st.st_mode & S_IFMT), "S_IFDIR 00");
  check("chmod", call(fchmod(fd, 0755)), "0");
  char link[64];
  long size = must(readlink(join("/proc/self/fd/", number(fd, 10)), link, sizeof link));
  check("link_says_deleted", text(link + size - 10, 10), " (deleted)");
  check("chdir_dotdot", call(chdir("..")), "0");
  check("same_name_again", call(mkdir("dir", 0700)), "0");
  check("old_one_stays_gone", made(openat(fd, "file", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  check("fchdir", call(fchdir(fd)), "0");
  check("rename_into_it", call(rename("../dir", "here")), "ENOENT");
  return verdict();
}
