/* Contract:  openat2: RESOLVE_NO_SYMLINKS, BENEATH, IN_ROOT, NO_XDEV and NO_MAGICLINKS each refuse or confine as they
 *            say.
 * Source:    openat2(2)
 * Covers:    openat2
 */
#include "contract.h"

struct how {
  uint64_t flags, mode, resolve;
};

enum { NO_XDEV = 1, NO_MAGICLINKS = 2, NO_SYMLINKS = 4, BENEATH = 8, IN_ROOT = 16 };

static int dir;

static const char *open2(const char *path, uint64_t flags, uint64_t resolve) {
  struct how how = {.flags = flags, .resolve = resolve};
  long fd;
  do fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
  while (fd == -1 && errno == EAGAIN); /* ".." met a mount or a rename somewhere: openat2(2) says to try again */
  if (fd == -1) return error_name(errno);
  struct stat st;
  must(fstat((int)fd, &st));
  close((int)fd);
  return ONE_OF(st.st_mode & S_IFMT, NAME(S_IFREG), NAME(S_IFDIR), NAME(S_IFLNK), NAME(S_IFCHR));
}

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(mkdir("dir/sub", 0700));
  must(close((int)must(creat("outside", 0600))));
  must(close((int)must(creat("dir/inside", 0600))));
  must(symlink("inside", "dir/link"));
  must(symlink("../outside", "dir/out"));
  must(symlink("/inside", "dir/absolute"));
  dir = (int)must(open("dir", O_RDONLY | O_DIRECTORY));
  check("plain", open2("link", O_RDONLY, 0), "S_IFREG");
  check("plain_out", open2("out", O_RDONLY, 0), "S_IFREG");
  check("no_symlinks", open2("link", O_RDONLY, NO_SYMLINKS), "ELOOP");
  check("no_symlinks_file", open2("inside", O_RDONLY, NO_SYMLINKS), "S_IFREG");
  check("no_symlinks_path", open2("link", O_PATH | O_NOFOLLOW, NO_SYMLINKS), "S_IFLNK");
  check("beneath", open2("sub/../link", O_RDONLY, BENEATH), "S_IFREG");
  check("beneath_dotdot", open2("..", O_RDONLY, BENEATH), "EXDEV");
  check("beneath_out_and_in", open2("../dir/inside", O_RDONLY, BENEATH), "EXDEV");
  check("beneath_link_out", open2("out", O_RDONLY, BENEATH), "EXDEV");
  check("beneath_absolute", open2("/", O_RDONLY, BENEATH), "EXDEV");
  check("beneath_absolute_link", open2("absolute", O_RDONLY, BENEATH), "EXDEV");
  check("in_root_absolute", open2("/inside", O_RDONLY, IN_ROOT), "S_IFREG");
  check("in_root_absolute_link", open2("absolute", O_RDONLY, IN_ROOT), "S_IFREG");
  check("in_root_dotdot", open2("../../inside", O_RDONLY, IN_ROOT), "S_IFREG");
  check("in_root_link_out", open2("out", O_RDONLY, IN_ROOT), "ENOENT");
  check("xdev", open2("/dev/null", O_RDONLY, 0), "S_IFCHR");
  check("no_xdev", open2("/proc/self", O_RDONLY, NO_XDEV), "EXDEV");
  check("no_xdev_same", open2("sub", O_RDONLY, NO_XDEV), "S_IFDIR");
  check("magic", open2("/proc/self/fd/0", O_RDONLY, 0), "S_IFCHR");
  check("no_magiclinks", open2("/proc/self/fd/0", O_RDONLY, NO_MAGICLINKS), "ELOOP");
  check("no_magiclinks_plain_link", open2("link", O_RDONLY, NO_MAGICLINKS), "S_IFREG");
  check("both_confined", open2("inside", O_RDONLY, BENEATH | IN_ROOT), "EINVAL");
  check("unknown_resolve", open2("inside", O_RDONLY, 0x100), "EINVAL");
  return verdict();
}
