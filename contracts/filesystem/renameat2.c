/* Contract:  renameat2: RENAME_NOREPLACE refuses an existing target with EEXIST, RENAME_EXCHANGE swaps two names.
 * Source:    rename(2), renameat2()
 * Covers:    renameat2
 */
#include "contract.h"

enum { NOREPLACE = 1, EXCHANGE = 2 };

static const char *swap(const char *from, const char *to, int flags) {
  return call(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags));
}

static const char *type(const char *path) {
  struct stat st;
  return stat(path, &st) ? error_name(errno) : mode(st.st_mode);
}

int main(void) {
  scratch();
  umask(0);
  must(mkdir("dir", 0700));
  must(close((int)must(open("file", O_CREAT | O_WRONLY, 0644))));
  check("noreplace_existing", swap("file", "dir", NOREPLACE), "EEXIST");
  check("noreplace_itself", swap("file", "file", NOREPLACE), "EEXIST");
  check("noreplace_free", swap("file", "moved", NOREPLACE), "0");
  check("moved", type("moved"), "S_IFREG 0644");
  check("exchange_file_and_directory", swap("moved", "dir", EXCHANGE), "0");
  check("moved_is_now", type("moved"), "S_IFDIR 0700");
  check("dir_is_now", type("dir"), "S_IFREG 0644");
  check("exchange_with_missing", swap("moved", "none", EXCHANGE), "ENOENT");
  check("both_flags", swap("moved", "dir", NOREPLACE | EXCHANGE), "EINVAL");
  check("unknown_flag", swap("moved", "dir", 8), "EINVAL");
  check("no_flags", swap("dir", "plain", 0), "0");
  return verdict();
}
