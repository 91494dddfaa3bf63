/* Contract:  link raises st_nlink, unlink lowers it; the data lives until the last name and descriptor are gone.
 * Source:    link(2); unlink(2); fstat(2)
 * Behaviour: B06
 * Covers:    link unlink fstat linkat
 */
#include "contract.h"

static long links(const char *path) {
  struct stat st;
  return stat(path, &st) ? -1 : (long)st.st_nlink;
}

int main(void) {
  struct stat a, b;
  char buffer[8];
  scratch();
  int fd = (int)must(open("a", O_RDWR | O_CREAT, 0600));
  must(write(fd, "data", 4));
  check("one_name", links("a"), 1);
  check("link", call(link("a", "b")), "0");
  check("two_names", links("a"), 2);
  check("seen_from_the_other", links("b"), 2);
  must(stat("a", &a));
  must(stat("b", &b));
  check("same_inode", a.st_ino == b.st_ino, 1);
  must(linkat(AT_FDCWD, "b", AT_FDCWD, "c", 0));
  check("three_names", links("a"), 3);
  check("unlink", call(unlink("a")), "0");
  check("first_name", call(links("a")), "ENOENT");
  check("two_left", links("b"), 2);
  must(unlink("b"));
  must(unlink("c"));
  must(fstat(fd, &a));
  check("no_name", (long)a.st_nlink, 0);
  check("data_lives", text(buffer, pread(fd, buffer, sizeof buffer, 0)), "data");
  must(write(fd, "more", 4));
  must(fstat(fd, &a));
  check("still_grows", (long)a.st_size, 8);

  must(mkdir("d", 0700));
  check("empty_directory", links("d"), 2);
  must(mkdir("d/sub", 0700));
  check("with_subdirectory", links("d"), 3);
  must(rmdir("d/sub"));
  check("without_again", links("d"), 2);
  must(close((int)must(open("e", O_CREAT | O_WRONLY, 0600))));
  check("existing_target", call(link("e", "d")), "EEXIST");
  check("directory", call(link("d", "x")), "EPERM");
  check("missing", call(link("none", "x")), "ENOENT");
  check("unlink_directory", call(unlink("d")), "EISDIR");
  return verdict();
}
