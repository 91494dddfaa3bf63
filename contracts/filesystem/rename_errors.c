/* Contract:  rename names what is in the way: kinds that differ, a directory that is not empty, one inside itself,
 *            roots.
 * Source:    rename(2)
 * Covers:    rename renameat renameat2
 */
#include "contract.h"

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(mkdir("dir/sub", 0700));
  must(mkdir("empty", 0700));
  must(close((int)must(creat("file", 0600))));
  must(close((int)must(creat("dir/inside", 0600))));
  must(symlink("dir", "to_dir"));
  static const struct {
    const char *key, *from, *to, *expected;
  } steps[] = {
      {"missing", "none", "x", "ENOENT"},
      {"missing_target_directory", "file", "none/x", "ENOENT"},
      {"empty_old", "", "x", "ENOENT"},
      {"empty_new", "file", "", "ENOENT"},
      {"file_over_directory", "file", "empty", "EISDIR"},
      {"directory_over_file", "empty", "file", "ENOTDIR"},
      {"directory_over_full", "empty", "dir", "ENOTEMPTY"},
      {"into_itself", "dir", "dir/sub/x", "EINVAL"},
      {"over_own_child", "dir", "dir/sub", "EINVAL"},
      {"over_own_parent", "dir/sub", "dir", "ENOTEMPTY"},
      {"file_over_own_parent", "dir/inside", "dir", "ENOTEMPTY"},
      {"through_file", "file/x", "y", "ENOTDIR"},
      {"to_through_file", "empty", "file/y", "ENOTDIR"},
      {"file_with_slash", "file/", "y", "ENOTDIR"},
      {"file_to_slash", "file", "y/", "ENOTDIR"},
      {"link_with_slash", "to_dir/", "y", "ENOTDIR"},
      {"root", "/", "y", "EBUSY"},
      {"onto_root", "file", "/", "EBUSY"},
      {"dot", "dir/.", "y", "EBUSY"},
      {"dotdot", "dir/..", "y", "EBUSY"},
      {"other_file_system", "file", "/proc/y", "EXDEV"},
      {"mount_point", "/proc", "y", "EBUSY"},
      {"same", "file", "file", "0"},
      {"same_missing", "none", "none", "ENOENT"},
      {"same_directory", "dir", "dir", "0"},
      {"link_itself", "to_dir", "moved_link", "0"},
      {"directory_with_slash", "empty/", "moved/", "0"},
      {"directory_over_empty", "dir", "moved", "0"},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    check(steps[i].key, call(rename(steps[i].from, steps[i].to)), steps[i].expected);
  struct stat st;
  check("link_is_a_link", lstat("moved_link", &st) ? error_name(errno) : mode(st.st_mode & S_IFMT), "S_IFLNK 00");
  check("file_came_along", call(access("moved/inside", F_OK)), "0");
  check("bad_old", call(rename((char *)16, "x")), "EFAULT");
  check("bad_new", call(rename("file", (char *)16)), "EFAULT");
  check("by_closed", call(renameat(99, "file", AT_FDCWD, "x")), "EBADF");
  return verdict();
}
