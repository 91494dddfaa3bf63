/* Contract:  access judges by the real id and with all its capabilities; a mode asks for every bit in it, unknown
 *            bits are EINVAL.
 * Source:    access(2), capabilities(7). CAP_DAC_OVERRIDE gives execution only where some execute bit is set
 * Covers:    access faccessat faccessat2
 */
#include "contract.h"

static const char *two(const char *path, int bits, int flags) {
  return call(syscall(SYS_faccessat2, AT_FDCWD, path, bits, flags));
}

int main(void) {
  scratch();
  must(close((int)must(creat("plain", 0600))));
  must(close((int)must(creat("none", 0))));
  chmod("none", 0);
  must(close((int)must(creat("run", 0))));
  chmod("run", 0010);
  must(mkdir("dir", 0));
  must(symlink("plain", "link"));
  must(symlink("nowhere", "dangling"));
  check("exists", call(access("none", F_OK)), "0");
  check("read_write_by_capability", call(access("none", R_OK | W_OK)), "0");
  check("no_execute_bit", call(access("none", X_OK)), "EACCES");
  check("all_three", call(access("plain", R_OK | W_OK | X_OK)), "EACCES");
  check("execute_bit_of_the_group", call(access("run", X_OK)), "0");
  check("directory_search", call(access("dir", X_OK)), "0");
  check("missing", call(access("missing", F_OK)), "ENOENT");
  check("through_file", call(access("plain/x", F_OK)), "ENOTDIR");
  check("link", call(access("link", W_OK)), "0");
  check("dangling", call(access("dangling", F_OK)), "ENOENT");
  check("dangling_itself", two("dangling", F_OK, AT_SYMLINK_NOFOLLOW), "0");
  check("unknown_bit", call(access("plain", 8)), "EINVAL");
  check("negative", call(access("plain", -1)), "EINVAL");
  check("unknown_bit_missing", call(access("missing", 8)), "EINVAL");
  check("unknown_flag", two("plain", R_OK, 1), "EINVAL");
  check("eaccess", two("none", R_OK, AT_EACCESS), "0");
  check("eaccess_execute", two("none", X_OK, AT_EACCESS), "EACCES");
  check("old_call_has_no_flags", call(syscall(SYS_faccessat, AT_FDCWD, "link", R_OK, AT_SYMLINK_NOFOLLOW)), "0");
  check("device_write", call(access("/dev/null", W_OK)), "0");
  check("empty", call(access("", F_OK)), "ENOENT");
  check("bad_pointer", call(access((char *)16, F_OK)), "EFAULT");
  check("closed", call(faccessat(99, "x", F_OK, 0)), "EBADF");
  uint32_t header[2] = {0x20080522, 0}, sets[6];
  must(syscall(SYS_capget, header, sets));
  sets[0] = sets[3] = 0; /* effective */
  must(syscall(SYS_capset, header, sets));
  check("open_without_effective", made(open("none", O_RDONLY)), "EACCES");
  check("access_by_permitted", call(access("none", R_OK)), "0");
  check("eaccess_by_effective", two("none", R_OK, AT_EACCESS), "EACCES");
  return verdict();
}
