/* Contract:  The "at" calls start at their directory, ignore it for absolute paths, and are EBADF or ENOTDIR where it
 *            is none.
 * Source:    openat(2) and its kin
 * Covers:    openat mkdirat mknodat unlinkat renameat linkat symlinkat readlinkat newfstatat faccessat fchmodat
 *            fchownat utimensat
 */
#include "contract.h"

static void all(const char *who, int fd, const char *expected) {
  struct stat st;
  char bytes[8];
#define TRY(name, step) check(join(join(who, "_"), name), call((step) < 0 ? -1 : 0), expected)
  TRY("openat", openat(fd, "file", O_RDONLY));
  TRY("mkdirat", mkdirat(fd, "dir", 0700));
  TRY("mknodat", mknodat(fd, "node", S_IFREG | 0600, 0));
  TRY("symlinkat", symlinkat("to", fd, "link"));
  TRY("readlinkat", readlinkat(fd, "link", bytes, sizeof bytes));
  TRY("linkat", linkat(fd, "node", fd, "hard", 0));
  TRY("renameat", renameat(fd, "hard", fd, "moved"));
  TRY("fstatat", fstatat(fd, "moved", &st, 0));
  TRY("faccessat", faccessat(fd, "moved", R_OK, 0));
  TRY("fchmodat", fchmodat(fd, "moved", 0644, 0));
  TRY("fchownat", fchownat(fd, "moved", 0, 0, 0));
  TRY("utimensat", utimensat(fd, "moved", 0, 0));
  TRY("unlinkat", unlinkat(fd, "moved", 0));
  TRY("unlinkat_dir", unlinkat(fd, "dir", AT_REMOVEDIR));
}

int main(void) {
  scratch();
  must(mkdir("base", 0700));
  int base = (int)must(open("base", O_RDONLY)), path = (int)must(open("base", O_PATH));
  must(close((int)must(openat(base, "file", O_CREAT | O_WRONLY, 0600))));
  int file = (int)must(open("base/file", O_RDONLY)), p[2];
  must(pipe(p));
  all("directory", base, "0");
  must(unlinkat(base, "node", 0));
  must(unlinkat(base, "link", 0));
  all("path", path, "0");
  all("file", file, "ENOTDIR");
  all("pipe", p[0], "ENOTDIR");
  all("closed", 99, "EBADF");
  struct stat st;
  check("absolute_ignores_it", call(fstatat(99, "/tmp", &st, 0)), "0");
  must(rename("base", "away"));
  check("follows_the_rename", call(fstatat(base, "file", &st, 0)), "0");
  return verdict();
}
