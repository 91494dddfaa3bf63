/* Contract:  /proc/self/smaps counts what a mapping has in memory: pages written, not pages only read as zeros; shared
 *            with a child they count for both, and in halves.
 * Source:    proc_pid_smaps(5)
 * Requires:  proc
 * Covers:    mmap mlock madvise
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 8 };
static char *base;

/* The value of a field of our mapping, without its spaces: "16 kB". */
static const char *field(const char *name) {
  static char data[65536];
  int fd = (int)must(open("/proc/self/smaps", O_RDONLY)), ours = 0;
  size_t size = 0, length = strlen(name);
  for (ssize_t got; (got = must(read(fd, data + size, sizeof data - 1 - size))) > 0;) size += (size_t)got;
  must(close(fd));
  data[size] = 0;
  for (char *line = data; *line; line = strchr(line, '\n') + 1) {
    char *end, *start = (char *)strtoul(line, &end, 16);
    if (*end == '-') ours = start == base;
    if (!ours || strncmp(line, name, length) || line[length] != ':') continue;
    for (line += length + 1; *line == ' ';) line++;
    return text(line, strchr(line, '\n') - line);
  }
  return "missing";
}

static void show(const char *when) {
  observe(join(when, "_size"), field("Size"));
  observe(join(when, "_rss"), field("Rss"));
  observe(join(when, "_pss"), field("Pss"));
  observe(join(when, "_private"), field("Private_Dirty"));
  observe(join(when, "_shared"), field("Shared_Dirty"));
  observe(join(when, "_anonymous"), field("Anonymous"));
}

int main(void) {
  char *room = (char *)must(mmap(0, (PAGES + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  base = room + PAGE;
  must(mprotect(base, PAGES * PAGE, PROT_READ | PROT_WRITE));
  must(madvise(base, PAGES * PAGE, MADV_NOHUGEPAGE));
  show("untouched");
  memset(base, 'w', 4 * PAGE);
  volatile char seen = base[6 * PAGE];
  check("zero", seen, 0);
  check("rss", field("Rss"), "16 kB");
  show("touched");
  int wait[2], ready[2];
  char byte;
  must(pipe(wait));
  must(pipe(ready));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    base[0] = 'c';
    must(write(ready[1], "r", 1));
    _exit((int)must(read(wait[0], &byte, 1)));
  }
  must(read(ready[0], &byte, 1));
  check("three_of_four_shared", field("Shared_Dirty"), "12 kB");
  check("they_count_half", field("Pss"), "10 kB");
  show("with_child");
  must(write(wait[1], "x", 1));
  check("child", reap(child), "exited 1");
  must(madvise(base, 2 * PAGE, MADV_DONTNEED));
  show("given_back");
  must(mlock(base, PAGES * PAGE));
  check("locked", field("Locked"), "32 kB");
  show("locked");
  return verdict();
}
