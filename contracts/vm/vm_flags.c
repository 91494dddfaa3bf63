/* Contract:  /proc/self/smaps names the attributes of a mapping by two letters each, as mmap, mprotect, mlock and madvise
 *            set and clear them.
 * Source:    proc_pid_smaps(5), "VmFlags"
 * Requires:  proc
 * Covers:    mmap mprotect mlock mlock2 madvise
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

/* The letters that are not always there: without rd wr ex mr mw me, and sd of kernels that track it. */
static const char *letters(char *at) {
  static char data[65536];
  int fd = (int)must(open("/proc/self/smaps", O_RDONLY)), ours = 0;
  size_t size = 0;
  for (ssize_t got; (got = must(read(fd, data + size, sizeof data - 1 - size))) > 0;) size += (size_t)got;
  must(close(fd));
  data[size] = 0;
  char *shown = contract_text();
  for (char *line = data; *line; line = strchr(line, '\n') + 1) {
    char *end, *start = (char *)strtoul(line, &end, 16);
    if (*end == '-') ours = start == at;
    if (!ours || strncmp(line, "VmFlags: ", 9)) continue;
    for (char *word = line + 9; word[0] != '\n'; word += 3) {
      char name[4] = {word[0], word[1], ' ', 0};
      if (!strstr("rd wr ex mr mw me sd ", name)) contract_append(shown, name);
    }
  }
  return *shown ? shown : "none";
}

static char *map(int prot, int flags) {
  char *room = (char *)must(mmap(0, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  return (char *)must(mmap(room + PAGE, PAGE, prot, flags | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
}

int main(void) {
  check("private", letters(map(RW, MAP_PRIVATE)), "ac ");
  check("read_only", letters(map(PROT_READ, MAP_PRIVATE)), "none");
  check("no_reserve", letters(map(RW, MAP_PRIVATE | MAP_NORESERVE)), "nr ");
  check("shared", letters(map(RW, MAP_SHARED)), "sh ms ");
  check("grows_down", letters(map(RW, MAP_PRIVATE | MAP_GROWSDOWN)), "gd ac ");
  check("map_locked", letters(map(RW, MAP_PRIVATE | MAP_LOCKED)), "lo ac ");

  char *page = map(PROT_READ, MAP_PRIVATE);
  must(mprotect(page, PAGE, RW));
  check("becomes_writable", letters(page), "ac ");
  must(mprotect(page, PAGE, PROT_READ));
  observe("untouched_and_read_only_again", letters(page)); /* older kernels keep ac */
  must(mprotect(page, PAGE, RW));
  page[0] = 1;
  must(mprotect(page, PAGE, PROT_READ));
  check("touched_and_read_only_again", letters(page), "ac ");

  static const struct {
    int advice;
    const char *name, *letters;
  } steps[] = {
      {MADV_DONTFORK, "dontfork", "dc ac "},       {MADV_DOFORK, "dofork", "ac "},
      {MADV_RANDOM, "random", "rr ac "},           {MADV_SEQUENTIAL, "sequential", "sr ac "},
      {MADV_NORMAL, "normal", "ac "},              {MADV_DONTDUMP, "dontdump", "ac dd "},
      {MADV_DODUMP, "dodump", "ac "},              {MADV_WIPEONFORK, "wipeonfork", "ac wf "},
      {MADV_KEEPONFORK, "keeponfork", "ac "},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    must(madvise(page, PAGE, steps[i].advice));
    check(steps[i].name, letters(page), steps[i].letters);
  }
  must(mlock(page, PAGE));
  check("mlock", letters(page), "lo ac ");
  must(syscall(SYS_mlock2, page, PAGE, MLOCK_ONFAULT));
  check("mlock_on_fault", letters(page), "lo lf ac ");
  must(munlock(page, PAGE));
  check("munlock", letters(page), "ac ");
  return verdict();
}
