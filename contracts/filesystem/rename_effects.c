/* Contract:  rename keeps the inode and open descriptors, replaces the target at once, counts links of directories,
 *            two names stay.
 * Source:    rename(2)
 * Covers:    rename fstat link
 */
#include "contract.h"

static int links(const char *path) {
  struct stat st;
  must(stat(path, &st));
  return (int)st.st_nlink;
}

static ino_t inode(const char *path) {
  struct stat st;
  must(lstat(path, &st));
  return st.st_ino;
}

int main(void) {
  scratch();
  char bytes[16];
  must(mkdir("a", 0700));
  must(mkdir("b", 0700));
  must(mkdir("a/dir", 0700));
  int old = (int)must(open("old", O_CREAT | O_RDWR, 0600)), new = (int)must(open("new", O_CREAT | O_RDWR, 0600));
  must(write(old, "old", 3));
  must(write(new, "new", 3));
  ino_t was = inode("old");
  must(rename("old", "new"));
  check("same_inode", inode("new") == was, 1);
  check("open_one_follows", text(bytes, pread(old, bytes, 16, 0)), "old");
  check("replaced_one_lives", text(bytes, pread(new, bytes, 16, 0)), "new");
  struct stat st;
  must(fstat(new, &st));
  check("replaced_links", (int)st.st_nlink, 0);
  check("old_name", call(access("old", F_OK)), "ENOENT");

  check("a_before", links("a"), 3);
  check("b_before", links("b"), 2);
  must(rename("a/dir", "b/dir"));
  check("a_after", links("a"), 2);
  check("b_after", links("b"), 3);
  check("dotdot_is_b", inode("b/dir/..") == inode("b"), 1);
  must(mkdir("a/target", 0700));
  must(rename("b/dir", "a/target"));
  check("a_replaced", links("a"), 3);
  check("b_replaced", links("b"), 2);

  must(link("new", "twin"));
  check("over_own_twin", call(rename("new", "twin")), "0");
  check("both_stay", links("new") + (inode("new") == inode("twin") ? 10 : 0), 12);
  must(symlink("nowhere", "link"));
  must(rename("twin", "link"));
  check("link_was_replaced", inode("link") == was, 1);
  check("target_not_made", call(access("nowhere", F_OK)), "ENOENT");
  must(chdir("a/target"));
  must(rename("../../a", "../../c"));
  check("cwd_moves_along", call(access("../../c/target", F_OK)), "0");
  return verdict();
}
