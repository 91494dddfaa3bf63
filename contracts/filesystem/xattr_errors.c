/* Contract:  Names of extended attributes need a known prefix and at most 255 bytes, values at most 64 KiB; errors by
 *            cause.
 * Source:    xattr(7), setxattr(2), getxattr(2)
 * Covers:    setxattr lsetxattr getxattr lgetxattr listxattr llistxattr removexattr lremovexattr fgetxattr
 * Linux:     since 6.6
 */
#include "contract.h"

#include <sys/xattr.h>

int main(void) {
  scratch();
  static char value[65537], name[300];
  char bytes[64];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), path = (int)must(open("file", O_PATH)), p[2];
  must(pipe(p));
  must(mkdir("dir", 0700));
  must(symlink("file", "link"));
  must(mkfifo("fifo", 0600));
  check("no_prefix", call(setxattr("file", "plain", "x", 1, 0)), "EOPNOTSUPP");
  check("unknown_prefix", call(setxattr("file", "other.x", "x", 1, 0)), "EOPNOTSUPP");
  check("only_prefix", call(setxattr("file", "user.", "x", 1, 0)), "EINVAL");
  check("empty_name", call(setxattr("file", "", "x", 1, 0)), "ERANGE");
  strcpy(name, "user.");
  memset(name + 5, 'n', 250);
  check("name_255", call(setxattr("file", name, "x", 1, 0)), "0");
  name[255] = 'n';
  check("name_256", call(setxattr("file", name, "x", 1, 0)), "ERANGE");
  check("name_256_get", call(getxattr("file", name, bytes, 64)), "ERANGE");
  check("value_64k", call(setxattr("file", "user.big", value, 65536, 0)), "0");
  check("value_more", call(setxattr("file", "user.bigger", value, 65537, 0)), "E2BIG");
  check("trusted", call(setxattr("file", "trusted.x", "x", 1, 0)), "EPERM");
  check("trusted_get", call(getxattr("file", "trusted.x", bytes, 64)), "ENODATA");
  check("directory", call(setxattr("dir", "user.x", "x", 1, 0)), "0");
  check("fifo", call(setxattr("fifo", "user.x", "x", 1, 0)), "EPERM");
  check("fifo_get", call(getxattr("fifo", "user.x", bytes, 64)), "ENODATA");
  check("through_link", call(setxattr("link", "user.l", "x", 1, 0)), "0");
  check("on_file", call(getxattr("file", "user.l", bytes, 64)), "1");
  check("link_itself", call(lsetxattr("link", "user.x", "x", 1, 0)), "EPERM");
  check("link_itself_get", call(lgetxattr("link", "user.l", bytes, 64)), "ENODATA");
  check("link_itself_list", call(llistxattr("link", bytes, 64)), "0");
  check("link_itself_remove", call(lremovexattr("link", "user.l")), "EPERM");
  check("pipe", call(fsetxattr(p[0], "user.x", "x", 1, 0)), "EPERM");
  check("path_descriptor", call(fgetxattr(path, "user.l", bytes, 64)), "EBADF");
  check("missing", call(setxattr("none", "user.x", "x", 1, 0)), "ENOENT");
  check("closed", call(fgetxattr(99, "user.l", bytes, 64)), "EBADF");
  check("bad_name", call(setxattr("file", (char *)16, "x", 1, 0)), "EFAULT");
  check("bad_value", call(setxattr("file", "user.f", (char *)16, 1, 0)), "EFAULT");
  check("bad_buffer", call(getxattr("file", "user.l", (char *)16, 1)), "EFAULT");
  int r = (int)must(open("file", O_RDONLY));
  check("by_a_read_only_descriptor", call(fsetxattr(r, "user.r", "x", 1, 0)), "0");
  check("other_file_system", call(setxattr("/proc/version", "user.x", "x", 1, 0)), "EACCES");
  (void)fd;
  return verdict();
}
