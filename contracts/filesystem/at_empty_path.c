/* Contract:  With AT_EMPTY_PATH an empty path means the descriptor itself; without it, it is ENOENT.
 * Source:    fstatat(2), linkat(2), fchownat(2), statx(2), faccessat2(2)
 * Covers:    newfstatat statx fchownat linkat faccessat2 readlinkat
 */
#include "contract.h"

int main(void) {
  scratch();
  struct stat st;
  static char stx[256];
  must(symlink("target", "link"));
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0640)), dir = (int)must(open(".", O_RDONLY));
  int link = (int)must(open("link", O_PATH | O_NOFOLLOW)), path = (int)must(open("file", O_PATH));
  check("stat", call(fstatat(file, "", &st, AT_EMPTY_PATH)), "0");
  check("stat_mode", mode(st.st_mode), "S_IFREG 0640");
  check("stat_without", call(fstatat(file, "", &st, 0)), "ENOENT");
  check("stat_link", call(fstatat(link, "", &st, AT_EMPTY_PATH)), "0");
  check("stat_link_mode", mode(st.st_mode & S_IFMT), "S_IFLNK 00");
  check("stat_cwd", call(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH)), "0");
  check("stat_cwd_mode", mode(st.st_mode & S_IFMT), "S_IFDIR 00");
  check("stat_closed", call(fstatat(99, "", &st, AT_EMPTY_PATH)), "EBADF");
  check("stat_below_file", call(fstatat(file, "x", &st, AT_EMPTY_PATH)), "ENOTDIR");
  check("stat_named", call(fstatat(dir, "file", &st, AT_EMPTY_PATH)), "0");
  check("stat_unknown_flag", call(syscall(SYS_newfstatat, dir, "file", &st, 1)), "EINVAL");
  check("statx", call(syscall(SYS_statx, file, "", AT_EMPTY_PATH, 0x7ff, stx)), "0");
  check("statx_without", call(syscall(SYS_statx, file, "", 0, 0x7ff, stx)), "ENOENT");
  check("statx_null", call(syscall(SYS_statx, file, 0, AT_EMPTY_PATH, 0x7ff, stx)), "0");
  check("stat_null", call(syscall(SYS_newfstatat, file, 0, &st, AT_EMPTY_PATH)), "0");
  check("stat_null_without", call(syscall(SYS_newfstatat, file, 0, &st, 0)), "EFAULT");
  check("chown", call(fchownat(file, "", -1, -1, AT_EMPTY_PATH)), "0");
  check("chown_path", call(fchownat(path, "", -1, -1, AT_EMPTY_PATH)), "0");
  check("fchown_path", call(syscall(SYS_fchown, path, -1, -1)), "EBADF");
  check("chown_without", call(fchownat(file, "", -1, -1, 0)), "ENOENT");
  check("linkat", call(linkat(file, "", AT_FDCWD, "second", AT_EMPTY_PATH)), "0");
  check("linkat_without", call(linkat(file, "", AT_FDCWD, "third", 0)), "ENOENT");
  check("linkat_directory", call(linkat(dir, "", AT_FDCWD, "third", AT_EMPTY_PATH)), "EPERM");
  check("access", call(syscall(SYS_faccessat2, file, "", R_OK, AT_EMPTY_PATH)), "0");
  check("access_without", call(syscall(SYS_faccessat2, file, "", R_OK, 0)), "ENOENT");
  char bytes[32];
  check("readlink_of_the_link", text(bytes, readlinkat(link, "", bytes, sizeof bytes)), "target");
  check("readlink_of_a_file", text(bytes, readlinkat(file, "", bytes, sizeof bytes)), "ENOENT");
  return verdict();
}
