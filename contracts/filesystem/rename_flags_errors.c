/* Contract:  renameat2 with flags: EXCHANGE needs both and swaps any kinds, NOREPLACE needs a free name, WHITEOUT
 *            leaves one behind.
 * Source:    rename(2), renameat2()
 * Covers:    renameat2
 */
#include "contract.h"

enum { NOREPLACE = 1, EXCHANGE = 2, WHITEOUT = 4 };

static const char *move(const char *from, const char *to, unsigned flags) {
  return call(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags));
}

static const char *kind(const char *path) {
  struct stat st;
  if (lstat(path, &st)) return error_name(errno);
  return ONE_OF(st.st_mode & S_IFMT, NAME(S_IFREG), NAME(S_IFDIR), NAME(S_IFLNK), NAME(S_IFCHR));
}

static int links(const char *path) {
  struct stat st;
  must(stat(path, &st));
  return (int)st.st_nlink;
}

int main(void) {
  scratch();
  must(mkdir("a", 0700));
  must(mkdir("b", 0700));
  must(mkdir("a/dir", 0700));
  must(mkdir("a/dir/full", 0700));
  must(close((int)must(creat("b/file", 0600))));
  must(symlink("nowhere", "link"));
  check("exchange_across", move("a/dir", "b/file", EXCHANGE), "0");
  check("a_has", kind("a/dir"), "S_IFREG");
  check("b_has", kind("b/file"), "S_IFDIR");
  check("a_links", links("a"), 2);
  check("b_links", links("b"), 3);
  check("exchange_back", move("b/file", "a/dir", EXCHANGE), "0");
  check("a_links_back", links("a"), 3);
  check("exchange_with_parent", move("a/dir", "a", EXCHANGE), "EINVAL");
  check("exchange_with_child", move("a", "a/dir", EXCHANGE), "EINVAL");
  check("exchange_itself", move("a", "a", EXCHANGE), "0");
  check("exchange_link", move("link", "b/file", EXCHANGE), "0");
  check("link_was_not_followed", kind("b/file"), "S_IFLNK");
  check("exchange_missing_source", move("none", "a", EXCHANGE), "ENOENT");
  check("exchange_missing_target", move("a", "none", EXCHANGE), "ENOENT");
  check("noreplace_link", move("link", "b/file", NOREPLACE), "EEXIST");
  check("noreplace_missing", move("none", "a", NOREPLACE), "ENOENT");
  check("noreplace_free", move("link", "b/free", NOREPLACE), "0");
  check("noreplace_moved", kind("b/free"), "S_IFREG");
  check("noreplace_left", kind("link"), "ENOENT");
  check("whiteout", move("b/free", "b/again", WHITEOUT), "0");
  check("whiteout_left", kind("b/free"), "S_IFCHR");
  check("whiteout_moved", kind("b/again"), "S_IFREG");
  check("whiteout_and_exchange", move("a", "b", WHITEOUT | EXCHANGE), "EINVAL");
  check("exchange_and_noreplace", move("a", "b", NOREPLACE | EXCHANGE), "EINVAL");
  check("unknown", move("a", "b", 8), "EINVAL");
  return verdict();
}
