/* Contract:  unlink takes names of files, rmdir of empty directories; unlinkat does either, by AT_REMOVEDIR.
 * Source:    unlink(2), rmdir(2)
 * Covers:    unlink unlinkat rmdir
 */
#include "contract.h"

int main(void) {
  scratch();
  must(mkdir("full", 0700));
  must(mkdir("empty", 0700));
  must(close((int)must(creat("full/file", 0600))));
  must(close((int)must(creat("file", 0600))));
  must(symlink("file", "to_file"));
  must(symlink("empty", "to_dir"));
  must(mkfifo("fifo", 0600));
  static const struct {
    const char *key, *path, *unlink, *rmdir;
  } steps[] = {
      {"missing", "none", "ENOENT", "ENOENT"},
      {"nothing", "", "ENOENT", "ENOENT"},
      {"full_directory", "full", "EISDIR", "ENOTEMPTY"},
      {"through_file", "file/x", "ENOTDIR", "ENOTDIR"},
      {"file_slash", "file/", "ENOTDIR", "ENOTDIR"},
      {"missing_slash", "none/", "ENOENT", "ENOENT"},
      {"directory_slash", "full/", "EISDIR", "ENOTEMPTY"},
      {"dot", "full/.", "EISDIR", "EINVAL"},
      {"dotdot", "full/..", "EISDIR", "ENOTEMPTY"},
      {"root", "/", "EISDIR", "EBUSY"},
      {"mount_point", "/proc", "EISDIR", "EBUSY"},
      {"link_slash", "to_dir/", "ENOTDIR", "ENOTDIR"},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    check(join("unlink_", steps[i].key), call(unlink(steps[i].path)), steps[i].unlink);
    check(join("rmdir_", steps[i].key), call(rmdir(steps[i].path)), steps[i].rmdir);
  }
  check("rmdir_file", call(rmdir("file")), "ENOTDIR");
  check("rmdir_link", call(rmdir("to_dir")), "ENOTDIR");
  check("rmdir_fifo", call(rmdir("fifo")), "ENOTDIR");
  check("unlink_link", call(unlink("to_file")), "0");
  check("target_stays", call(access("file", F_OK)), "0");
  check("unlink_fifo", call(unlink("fifo")), "0");
  check("unlinkat_directory", call(unlinkat(AT_FDCWD, "empty", 0)), "EISDIR");
  check("unlinkat_removedir_file", call(unlinkat(AT_FDCWD, "file", AT_REMOVEDIR)), "ENOTDIR");
  check("unlinkat_unknown_flag", call(unlinkat(AT_FDCWD, "file", 1)), "EINVAL");
  check("unlinkat_removedir", call(unlinkat(AT_FDCWD, "empty", AT_REMOVEDIR)), "0");
  check("unlinkat_file", call(unlinkat(AT_FDCWD, "file", 0)), "0");
  check("unlink_again", call(unlink("file")), "ENOENT");
  check("bad_pointer", call(unlink((char *)16)), "EFAULT");
  return verdict();
}
