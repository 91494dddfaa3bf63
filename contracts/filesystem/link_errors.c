/* Contract:  link makes a second name of a file and never of a directory; a symbolic link itself unless told to
 *            follow.
 * Source:    link(2)
 * Covers:    link linkat
 */
#include "contract.h"

static const char *type(const char *path) {
  struct stat st;
  return lstat(path, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(close((int)must(creat("file", 0600))));
  must(symlink("file", "to_file"));
  must(symlink("none", "dangling"));
  static const struct {
    const char *key, *from, *to, *expected;
  } steps[] = {
      {"missing", "none", "x", "ENOENT"},           {"empty", "", "x", "ENOENT"},
      {"existing", "file", "dir", "EEXIST"},        {"itself", "file", "file", "EEXIST"},
      {"directory", "dir", "x", "EPERM"},           {"dot", ".", "x", "EPERM"},
      {"target_slash", "file", "x/", "ENOENT"},     {"source_slash", "file/", "x", "ENOTDIR"},
      {"through_file", "file", "file/x", "ENOTDIR"}, {"missing_directory", "file", "none/x", "ENOENT"},
      {"onto_dangling", "file", "dangling", "EEXIST"}, {"missing_in_another_file_system", "file", "/proc/x", "ENOENT"},
      {"from_other", "/proc/version", "x", "EXDEV"}, {"root", "/", "x", "EPERM"},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    check(steps[i].key, call(link(steps[i].from, steps[i].to)), steps[i].expected);
  check("of_a_link", call(link("to_file", "twin_of_link")), "0");
  check("is_a_link", type("twin_of_link"), "S_IFLNK 00");
  check("followed", call(linkat(AT_FDCWD, "to_file", AT_FDCWD, "twin_of_file", AT_SYMLINK_FOLLOW)), "0");
  check("is_a_file", type("twin_of_file"), "S_IFREG 00");
  check("dangling", call(link("dangling", "twin_of_dangling")), "0");
  check("dangling_followed", call(linkat(AT_FDCWD, "dangling", AT_FDCWD, "x", AT_SYMLINK_FOLLOW)), "ENOENT");
  check("unknown_flag", call(linkat(AT_FDCWD, "file", AT_FDCWD, "x", AT_SYMLINK_NOFOLLOW)), "EINVAL");
  must(mkfifo("fifo", 0600));
  check("fifo", call(link("fifo", "second_fifo")), "0");
  check("bad_pointer", call(link("file", (char *)16)), "EFAULT");
  check("closed_from", call(linkat(99, "file", AT_FDCWD, "x", 0)), "EBADF");
  check("closed_to", call(linkat(AT_FDCWD, "file", 99, "x", 0)), "EBADF");
  return verdict();
}
