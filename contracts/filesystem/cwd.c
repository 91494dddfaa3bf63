/* Contract:  chdir and fchdir move the working directory; getcwd names it, also after a rename; a child has its own.
 * Source:    getcwd(2); chdir(2)
 * Covers:    chdir fchdir getcwd fork rename rmdir
 */
#include "contract.h"

/* The working directory below the scratch directory. */
static const char *where(size_t skip) {
  char path[256];
  if (!getcwd(path, sizeof path)) return error_name(errno);
  return join(".", path + skip);
}

int main(void) {
  char path[256];
  scratch();
  must(getcwd(path, sizeof path) ? 0 : -1);
  size_t top = strlen(path);
  must(mkdir("a", 0700));
  must(mkdir("a/b", 0700));
  must(symlink("a/b", "link"));
  int start = (int)must(open(".", O_RDONLY | O_DIRECTORY));
  check("start", where(top), ".");
  must(chdir("a/b"));
  check("down", where(top), "./a/b");
  must(chdir(".."));
  check("up", where(top), "./a");
  must(fchdir(start));
  check("fchdir", where(top), ".");
  must(chdir("link"));
  check("through_link", where(top), "./a/b");
  must(rename("../../a", "../../renamed"));
  check("renamed_parent", where(top), "./renamed/b");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(chdir("/") == 0 && getcwd(path, sizeof path) && !strcmp(path, "/") ? 8 : 1);
  check("child", reap(child), "exited 8");
  check("parent_stays", where(top), "./renamed/b");
  must(rmdir("../b"));
  check("removed", where(top), "ENOENT");
  check("create_in_removed", made(open("x", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  must(chdir("/"));
  check("dot_dot_of_root", call(chdir("..")), "0");
  check("root", getcwd(path, sizeof path) ? path : "?", "/");
  check("room_too_small", call(syscall(SYS_getcwd, path, 1)), "ERANGE");
  check("size_with_nul", call(syscall(SYS_getcwd, path, 2)), "2");
  check("to_file", call(chdir("/proc/version")), "ENOTDIR");
  check("to_nothing", call(chdir("/none")), "ENOENT");
  return verdict();
}
