/* Contract:  mkdir and rmdir: a directory is removed only when empty, by its name, and lives on while it is open.
 * Source:    mkdir(2); rmdir(2)
 * Covers:    mkdir rmdir mkdirat unlinkat openat
 */
#include "contract.h"

int main(void) {
  scratch();
  check("mkdir", call(mkdir("a", 0700)), "0");
  check("mkdir_again", call(mkdir("a", 0700)), "EEXIST");
  check("mkdir_slash", call(mkdir("a/b/", 0700)), "0");
  check("mkdir_missing_parent", call(mkdir("none/b", 0700)), "ENOENT");
  must(close((int)must(open("a/file", O_CREAT | O_WRONLY, 0600))));
  check("mkdir_over_file", call(mkdir("a/file", 0700)), "EEXIST");
  check("mkdir_below_file", call(mkdir("a/file/b", 0700)), "ENOTDIR");
  must(symlink("nowhere", "dangling"));
  check("mkdir_over_dangling_link", call(mkdir("dangling", 0700)), "EEXIST");

  check("rmdir_full", call(rmdir("a")), "ENOTEMPTY");
  check("rmdir_file", call(rmdir("a/file")), "ENOTDIR");
  check("rmdir_dot", call(rmdir("a/b/.")), "EINVAL");
  check("rmdir_dot_dot", call(rmdir("a/b/..")), "ENOTEMPTY");
  check("rmdir_root", call(rmdir("/")), "EBUSY");
  check("rmdir_missing", call(rmdir("none")), "ENOENT");

  int dir = (int)must(open("a", O_RDONLY | O_DIRECTORY));
  check("openat", made(openat(dir, "file", O_RDONLY)), "ok");
  check("mkdirat", call(mkdirat(dir, "c", 0700)), "0");
  check("unlinkat_file", call(unlinkat(dir, "file", 0)), "0");
  check("unlinkat_directory", call(unlinkat(dir, "c", 0)), "EISDIR");
  check("unlinkat_removedir", call(unlinkat(dir, "c", AT_REMOVEDIR)), "0");
  check("rmdir_sub", call(rmdir("a/b")), "0");
  check("rmdir", call(rmdir("a")), "0");
  check("create_in_removed", made(openat(dir, "x", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  struct stat st;
  must(fstat(dir, &st));
  check("links_of_removed", (long)st.st_nlink, 0);
  check("openat_of_file", made(openat((int)must(open("plain", O_CREAT | O_RDWR, 0600)), "x", O_RDONLY)), "ENOTDIR");
  check("openat_closed", made(openat(99, "x", O_RDONLY)), "EBADF");
  check("openat_absolute_ignores_it", made(openat(99, "/", O_RDONLY)), "ok");
  return verdict();
}
