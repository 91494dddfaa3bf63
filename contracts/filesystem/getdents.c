/* Contract:  getdents64 lists "." and ".." and every name once; reading can be resumed from any entry's d_off.
 * Source:    getdents(2); POSIX readdir()
 * Behaviour: B05
 * Covers:    getdents64 lseek
 */
#include "contract.h"

struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t size;
  uint8_t type;
  char name[];
};

static int dir, total;
static char names[16][32];
static int64_t offsets[16];
static uint8_t types[16];

/* Reads to the end with a buffer of that size, from where the descriptor stands. */
static void list(size_t buffer_size) {
  char buffer[1024];
  long size;
  total = 0;
  while ((size = must(syscall(SYS_getdents64, dir, buffer, buffer_size))) > 0)
    for (long at = 0; at < size; at += ((struct entry *)(buffer + at))->size) {
      struct entry *e = (struct entry *)(buffer + at);
      strcpy(names[total], e->name);
      types[total] = e->type;
      offsets[total++] = e->offset;
    }
}

static const char *seen(const char *name) {
  for (int i = 0; i < total; i++)
    if (!strcmp(names[i], name)) return ONE_OF(types[i], {4, "DT_DIR"}, {8, "DT_REG"}, {10, "DT_LNK"});
  return "missing";
}

int main(void) {
  scratch();
  must(mkdir("sub", 0700));
  must(symlink("nowhere", "link"));
  for (char name[] = "f0"; name[1] < '6'; name[1]++) must(close((int)must(open(name, O_CREAT | O_WRONLY, 0600))));
  dir = (int)must(open(".", O_RDONLY | O_DIRECTORY));
  list(1024);
  check("entries", total, 10);
  check("dot", seen("."), "DT_DIR");
  check("dot_dot", seen(".."), "DT_DIR");
  check("directory", seen("sub"), "DT_DIR");
  check("symlink", seen("link"), "DT_LNK");
  check("first_file", seen("f0"), "DT_REG");
  check("last_file", seen("f5"), "DT_REG");

  int64_t all[16];
  char order[16][32];
  memcpy(all, offsets, sizeof all);
  memcpy(order, names, sizeof order);
  must(lseek(dir, 0, SEEK_SET));
  list(64);
  check("small_buffer_entries", total, 10);
  check("small_buffer_same_order", memcmp(order, names, sizeof order), 0);
  int resumed_right = 0;
  for (int i = 0; i < 10; i++) {
    must(lseek(dir, all[i], SEEK_SET));
    list(64);
    resumed_right += total == 9 - i && (total == 0 || !strcmp(names[0], order[i + 1]));
  }
  check("resumed_after_each", resumed_right, 10);
  must(lseek(dir, 0, SEEK_SET));
  check("buffer_too_small", call(syscall(SYS_getdents64, dir, names, 8)), "EINVAL");
  check("not_a_directory", call(syscall(SYS_getdents64, (int)must(open("f0", O_RDONLY)), names, 512)), "ENOTDIR");
  return verdict();
}
