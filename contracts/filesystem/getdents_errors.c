/* Contract:  getdents: a buffer too small for one entry is EINVAL, what is no directory ENOTDIR, and the end stays
 *            the end.
 * Source:    getdents(2)
 * Covers:    getdents getdents64 lseek
 */
#include "contract.h"

struct entry {
  uint64_t ino;
  int64_t off;
  uint16_t size;
  uint8_t type;
  char name[];
};

static int dir;

static long list(void *buffer, unsigned size) { return syscall(SYS_getdents64, dir, buffer, size); }

/* Type and record size of that name: "8 24". */
static const char *find(const char *name) {
  static char buffer[4096];
  must(lseek(dir, 0, SEEK_SET));
  long size = must(list(buffer, sizeof buffer));
  for (long at = 0; at < size;) {
    const struct entry *entry = (const void *)(buffer + at);
    if (!strcmp(entry->name, name)) {
      struct stat st;
      must(fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW));
      if (entry->ino != st.st_ino) return "other inode";
      return join(join(number(entry->type, 10), " "), number(entry->size, 10));
    }
    at += entry->size;
  }
  return "missing";
}

int main(void) {
  scratch();
  char small[32], buffer[1024];
  must(close((int)must(creat("file", 0600))));
  must(mkdir("directory_", 0700));
  must(symlink("x", "link"));
  must(mkfifo("fifo5", 0600));
  must(mknod("socket", S_IFSOCK | 0600, 0));
  dir = (int)must(open(".", O_RDONLY));
  check("file", find("file"), "8 24");
  check("directory", find("directory_"), "4 32");
  check("link", find("link"), "10 24");
  check("fifo", find("fifo5"), "1 32");
  check("socket", find("socket"), "12 32");
  check("dot", find("."), "4 24");
  check("end", call(list(buffer, sizeof buffer)), "0");
  check("end_again", call(list(buffer, sizeof buffer)), "0");
  check("end_with_small_buffer", call(list(small, 1)), "0");
  must(lseek(dir, 0, SEEK_SET));
  check("too_small", call(list(small, 23)), "EINVAL");
  check("just_one", call(list(small, 24)), "24");
  check("first_is_dot", ((struct entry *)(void *)small)->name, ".");
  check("second", call(list(small, 24)), "24");
  check("second_is_dotdot", ((struct entry *)(void *)small)->name, "..");
  check("bad_buffer", call(list((void *)16, 100)), "EFAULT");
  check("old_call_end_of_dots", call(syscall(SYS_getdents, dir, buffer, 23)), "EINVAL");
  dir = (int)must(open("file", O_RDONLY));
  check("on_file", call(list(buffer, sizeof buffer)), "ENOTDIR");
  dir = (int)must(open(".", O_PATH));
  check("on_path", call(list(buffer, sizeof buffer)), "EBADF");
  dir = 99;
  check("closed", call(list(buffer, sizeof buffer)), "EBADF");
  return verdict();
}
