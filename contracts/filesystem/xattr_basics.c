/* Contract:  Extended attributes are set, read by size or in full, listed and removed; CREATE and REPLACE hold to
 *            their word.
 * Source:    xattr(7), setxattr(2), getxattr(2), listxattr(2), removexattr(2)
 * Covers:    setxattr fsetxattr getxattr fgetxattr listxattr flistxattr removexattr fremovexattr
 * Linux:     since 6.6
 */
#include "contract.h"

#include <sys/xattr.h>

static char bytes[256];

static const char *get(const char *name) { return text(bytes, getxattr("file", name, bytes, sizeof bytes)); }

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("none", call(listxattr("file", bytes, sizeof bytes)), "0");
  check("missing", get("user.a"), "ENODATA");
  check("set", call(setxattr("file", "user.a", "value", 5, 0)), "0");
  check("get", get("user.a"), "value");
  check("size", call(getxattr("file", "user.a", 0, 0)), "5");
  check("too_small", call(getxattr("file", "user.a", bytes, 4)), "ERANGE");
  check("again", call(setxattr("file", "user.a", "other", 5, 0)), "0");
  check("create_existing", call(setxattr("file", "user.a", "x", 1, XATTR_CREATE)), "EEXIST");
  check("create_new", call(setxattr("file", "user.b", "x", 1, XATTR_CREATE)), "0");
  check("replace_existing", call(fsetxattr(fd, "user.b", "yy", 2, XATTR_REPLACE)), "0");
  check("replace_missing", call(setxattr("file", "user.c", "x", 1, XATTR_REPLACE)), "ENODATA");
  check("both_flags", call(setxattr("file", "user.a", "x", 1, XATTR_CREATE | XATTR_REPLACE)), "EEXIST");
  check("unknown_flag", call(setxattr("file", "user.a", "x", 1, 4)), "EINVAL");
  check("kept", get("user.a"), "other");
  check("replaced", get("user.b"), "yy");
  check("empty", call(setxattr("file", "user.empty", 0, 0, 0)), "0");
  check("empty_get", get("user.empty"), "");
  check("binary", call(fsetxattr(fd, "user.binary", "a\0b", 3, 0)), "0");
  check("binary_get", text(bytes, fgetxattr(fd, "user.binary", bytes, sizeof bytes)), "a\\00b");

  check("list_size", call(flistxattr(fd, 0, 0)), "37");
  check("list_too_small", call(listxattr("file", bytes, 36)), "ERANGE");
  check("remove", call(removexattr("file", "user.a")), "0");
  check("removed", get("user.a"), "ENODATA");
  check("remove_again", call(removexattr("file", "user.a")), "ENODATA");
  check("fremove", call(fremovexattr(fd, "user.binary")), "0");
  check("fremove_empty", call(fremovexattr(fd, "user.empty")), "0");
  check("list", text(bytes, listxattr("file", bytes, sizeof bytes)), "user.b\\00");
  must(rename("file", "moved"));
  check("moves_with_the_file", text(bytes, getxattr("moved", "user.b", bytes, sizeof bytes)), "yy");
  return verdict();
}
