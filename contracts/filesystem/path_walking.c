/* Contract:  Path walking: empty, ".", "..", doubled and trailing slashes, a file in the middle, and the root's own
 *            "..".
 * Source:    path_resolution(7)
 * Covers:    stat lstat mkdir rmdir unlink rename symlink open
 */
#include "contract.h"

static const char *type(const char *path) {
  struct stat st;
  return stat(path, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

static const char *link_type(const char *path) {
  struct stat st;
  return lstat(path, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(close((int)must(creat("file", 0600))));
  must(symlink("dir", "to_dir"));
  must(symlink("file", "to_file"));
  must(symlink("dir/", "to_dir_slash"));
  must(symlink("none", "dangling"));
  static const char *stats[][2] = {
      {"", "ENOENT"},          {".", "S_IFDIR 00"},        {"dir/.", "S_IFDIR 00"},       {"dir/..//./dir///", "S_IFDIR 00"},
      {"file/", "ENOTDIR"},    {"file/.", "ENOTDIR"},      {"file/..", "ENOTDIR"},        {"none/..", "ENOENT"},
      {"none/", "ENOENT"},     {"to_dir/", "S_IFDIR 00"},  {"to_file/", "ENOTDIR"},       {"to_dir_slash", "S_IFDIR 00"},
      {"dangling", "ENOENT"},  {"dangling/", "ENOENT"},    {"/", "S_IFDIR 00"},           {"/../..//tmp", "S_IFDIR 00"},
      {"to_dir/..", "S_IFDIR 00"}, {"to_dir/../file", "S_IFREG 00"},
  };
  for (size_t i = 0; i < sizeof stats / sizeof *stats; i++) check(join("stat ", stats[i][0]), type(stats[i][0]), stats[i][1]);
  check("lstat to_dir", link_type("to_dir"), "S_IFLNK 00");
  check("lstat to_dir/", link_type("to_dir/"), "S_IFDIR 00");
  check("lstat to_file/", link_type("to_file/"), "ENOTDIR");
  check("lstat to_dir/.", link_type("to_dir/."), "S_IFDIR 00");

  check("mkdir slash", call(mkdir("made/", 0700)), "0");
  check("mkdir dot", call(mkdir("other/.", 0700)), "ENOENT");
  check("mkdir existing dot", call(mkdir("made/.", 0700)), "EEXIST");
  check("mkdir dangling", call(mkdir("dangling", 0700)), "EEXIST");
  check("mkdir dangling slash", call(mkdir("dangling/", 0700)), "EEXIST");
  check("rmdir dot", call(rmdir("made/.")), "EINVAL");
  check("rmdir dotdot", call(rmdir("made/..")), "ENOTEMPTY");
  check("rmdir link slash", call(rmdir("to_dir/")), "ENOTDIR");
  check("rmdir slash", call(rmdir("made/")), "0");
  check("unlink file slash", call(unlink("file/")), "ENOTDIR");
  check("unlink dir", call(unlink("dir")), "EISDIR");
  check("unlink link slash", call(unlink("to_dir/")), "ENOTDIR");
  check("creat slash", made(creat("new/", 0600)), "EISDIR");
  check("rename file to slash", call(rename("file", "new/")), "ENOTDIR");
  check("rename dir to slash", call(rename("dir", "new/")), "0");
  check("symlink slash", call(symlink("x", "link/")), "ENOENT");
  check("rename dot", call(rename(".", "x")), "EBUSY");
  check("rename to dot", call(rename("new", ".")), "EBUSY");
  return verdict();
}
