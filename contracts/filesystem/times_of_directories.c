/* Contract:  Making, removing or renaming an entry moves the directory's mtime and ctime, listing it its atime, its
 *            content none.
 * Source:    inode(7), "File timestamps"
 * Covers:    mkdir unlink rename link symlink getdents64 open
 */
#include "contract.h"

static const struct timespec old[] = {{1000, 0}, {2000, 0}};

static void age(void) {
  must(utimensat(AT_FDCWD, "a", old, 0));
  must(utimensat(AT_FDCWD, "b", old, 0));
}

static const char *moved(const char *path) {
  struct stat st;
  must(stat(path, &st));
  return FLAGS((st.st_atim.tv_sec != 1000) | (st.st_mtim.tv_sec != 2000) << 1, {1, "atime"}, {2, "mtime"});
}

#define AFTER(key, expected, step) \
  do {                             \
    age();                         \
    must(step);                    \
    check(key, moved("a"), expected); \
  } while (0)

static long list(void) {
  static char bytes[1024];
  int fd = (int)must(open("a", O_RDONLY));
  long size = syscall(SYS_getdents64, fd, bytes, sizeof bytes);
  close(fd);
  return size;
}

int main(void) {
  scratch();
  must(mkdir("a", 0700));
  must(mkdir("b", 0700));
  AFTER("creat", "mtime", close(creat("a/file", 0600)));
  AFTER("open_existing", "0", close(creat("a/file", 0600)));
  AFTER("write_inside", "0", truncate("a/file", 10));
  AFTER("mkdir", "mtime", mkdir("a/dir", 0700));
  AFTER("symlink", "mtime", symlink("x", "a/link"));
  AFTER("mkfifo", "mtime", mkfifo("a/fifo", 0600));
  AFTER("link", "mtime", link("a/file", "a/twin"));
  AFTER("chmod_inside", "0", chmod("a/file", 0640));
  AFTER("rename_inside", "mtime", rename("a/file", "a/moved"));
  AFTER("rename_out", "mtime", rename("a/moved", "b/moved"));
  check("where_it_went", moved("b"), "mtime");
  AFTER("rename_back", "mtime", rename("b/moved", "a/moved"));
  check("where_it_came_from", moved("b"), "mtime");
  AFTER("same_name", "0", rename("a/moved", "a/twin"));
  AFTER("stat_inside", "0", access("a/moved", F_OK));
  AFTER("readlink_inside", "0", readlink("a/link", (char[8]){0}, 8));
  AFTER("unlink", "mtime", unlink("a/moved"));
  AFTER("rmdir", "mtime", rmdir("a/dir"));
  AFTER("list", "atime", list());
  AFTER("open_itself", "0", close(open("a", O_RDONLY)));
  return verdict();
}
