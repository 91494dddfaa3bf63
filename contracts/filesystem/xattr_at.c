/* Contract:  setxattrat, getxattrat, listxattrat and removexattrat work on a path below a descriptor, on the descriptor
 *            itself with AT_EMPTY_PATH, and on a link itself with AT_SYMLINK_NOFOLLOW.
 * Source:    setxattrat(2), getxattrat(2), listxattrat(2), removexattrat(2); fs/xattr.c
 * Covers:    setxattrat getxattrat listxattrat removexattrat
 * Linux:     since 6.13
 */
#include "contract.h"

enum { SET = 463, GET = 464, LIST = 465, REMOVE = 466 };
struct arguments {
  uint64_t value;
  uint32_t size, flags;
};
static char bytes[256];

static const char *set(int at, const char *path, int flags, const char *name, const char *value, uint32_t how) {
  struct arguments arguments = {(uint64_t)value, (uint32_t)strlen(value), how};
  return call(syscall(SET, at, path, flags, name, &arguments, sizeof arguments));
}
static const char *get(int at, const char *path, int flags, const char *name) {
  struct arguments arguments = {(uint64_t)bytes, sizeof bytes, 0};
  return text(bytes, syscall(GET, at, path, flags, name, &arguments, sizeof arguments));
}

int main(void) {
  scratch();
  must(mkdir("folder", 0700));
  int folder = (int)must(open("folder", O_RDONLY)), file = (int)must(openat(folder, "file", O_CREAT | O_RDWR, 0600));
  must(symlinkat("file", folder, "link"));
  check("set", set(folder, "file", 0, "user.a", "one", 0), "0");
  check("get", get(folder, "file", 0, "user.a"), "one");
  check("by_link", get(folder, "link", 0, "user.a"), "one");
  check("of_link", get(folder, "link", AT_SYMLINK_NOFOLLOW, "user.a"), "ENODATA");
  check("on_link", set(folder, "link", AT_SYMLINK_NOFOLLOW, "user.a", "x", 0), "EPERM");
  check("create", set(folder, "file", 0, "user.a", "two", 1), "EEXIST");
  check("replace", set(file, "", AT_EMPTY_PATH, "user.a", "two", 2), "0");
  check("of_descriptor", get(file, "", AT_EMPTY_PATH, "user.a"), "two");
  check("empty_unasked", get(file, "", 0, "user.a"), "ENOENT");
  check("of_path_descriptor", get((int)must(openat(folder, "file", O_PATH)), "", AT_EMPTY_PATH, "user.a"), "EBADF");
  check("no_path", get(file, 0, AT_EMPTY_PATH, "user.a"), "two");
  check("unknown_flag", get(folder, "file", 0x400, "user.a"), "EINVAL");
  check("list", text(bytes, syscall(LIST, folder, "file", 0, bytes, sizeof bytes)), "user.a\\00");
  check("list_size", call(syscall(LIST, file, "", AT_EMPTY_PATH, 0, 0)), "7");
  struct {
    struct arguments arguments;
    uint64_t more;
  } large = {{(uint64_t)bytes, sizeof bytes, 0}, 0};
  check("larger", text(bytes, syscall(GET, folder, "file", 0, "user.a", &large, sizeof large)), "two");
  large.more = 1;
  check("larger_and_used", call(syscall(GET, folder, "file", 0, "user.a", &large, sizeof large)), "E2BIG");
  check("smaller", call(syscall(GET, folder, "file", 0, "user.a", &large, 12)), "EINVAL");
  large.arguments.flags = 1;
  check("get_with_flags", call(syscall(GET, folder, "file", 0, "user.a", &large, 16)), "EINVAL");
  check("remove", call(syscall(REMOVE, folder, "file", 0, "user.a")), "0");
  check("removed", get(folder, "file", 0, "user.a"), "ENODATA");
  check("remove_unknown_flag", call(syscall(REMOVE, folder, "file", 1, "user.a")), "EINVAL");
  return verdict();
}
