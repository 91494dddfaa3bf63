/* Contract:  The interpreter of a program runs first. It finds its own base in AT_BASE and the program's entry and headers
 *            in AT_ENTRY, AT_PHDR and AT_PHNUM; a position-independent program lies apart from the mappings, as aligned as
 *            its segments ask, and the heap behind it.
 * Source:    getauxval(3), AT_BASE; load_elf_binary in Linux
 * Covers:    execve brk
 */
#include "contract.h"

#include <elf.h>

enum { PAGE = 4096, ALIGN = 0x200000, ENTRY = 0x1234 };

/* Writes its own address, the end of the heap, and 1 KiB of its first stack to its standard output, and exits. */
static const unsigned char code[] = {
    0x48, 0x8d, 0x1d, 0xf9, 0xff, 0xff, 0xff,       /* lea rbx, [rip - 7] */
    0x31, 0xff, 0xb8, 12,   0,    0,    0,    0x0f, 0x05, /* brk(0) */
    0x50, 0x53,                                     /* push rax; push rbx */
    0xbf, 1,    0,    0,    0,    0x48, 0x89, 0xe6, /* write(1, rsp, 1024) */
    0xba, 0,    4,    0,    0,    0xb8, 1,    0,    0,    0,    0x0f, 0x05,
    0x31, 0xff, 0xb8, 60,   0,    0,    0,    0x0f, 0x05, /* exit(0) */
};

static struct elf {
  Elf64_Ehdr header;
  Elf64_Phdr segments[3];
  char path[8];
  unsigned char code[PAGE - sizeof(Elf64_Ehdr) - 3 * sizeof(Elf64_Phdr) - 8];
} file;

static void write_elf(const char *path, int type, uint64_t base, int is_program) {
  memset(&file, 0, sizeof file);
  memcpy(file.header.e_ident, "\177ELF\2\1\1", 7);
  file.header.e_type = (Elf64_Half)type;
  file.header.e_machine = EM_X86_64;
  file.header.e_entry = base + (is_program ? (uint64_t)ENTRY : offsetof(struct elf, code));
  file.header.e_phoff = offsetof(struct elf, segments);
  file.header.e_phentsize = sizeof *file.segments;
  file.header.e_phnum = is_program ? 3 : 1;
  file.segments[0] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, 0, base, 0, PAGE, PAGE, is_program ? ALIGN : PAGE};
  file.segments[1] = (Elf64_Phdr){PT_LOAD, PF_R | PF_W, 0, base + ALIGN, 0, 0, PAGE, PAGE};
  file.segments[2] = (Elf64_Phdr){PT_INTERP, PF_R, offsetof(struct elf, path), 0, 0, 7, 7, 1};
  strcpy(file.path, "loader");
  memcpy(file.code, code, sizeof code);
  int fd = (int)must(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700));
  must(write(fd, &file, sizeof file));
  must(close(fd));
}

static struct {
  uint64_t entry, heap;
  uint64_t words[126];
} seen;

static uint64_t auxiliary(uint64_t key) {
  const uint64_t *word = seen.words + 1;
  for (int ends = 0; ends < 2; word++) ends += *word == 0;
  for (; word[0] != AT_NULL; word += 2)
    if (word[0] == key) return word[1];
  return 1;
}

static void run(void) {
  int p[2];
  static char filler[2000];
  memset(filler, 'f', sizeof filler - 1);
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    dup2(p[1], 1);
    execve("./program", (char *[]){"program", filler, 0}, (char *[]){"A=1", 0});
    _exit(1);
  }
  must(close(p[1]));
  memset(&seen, 0, sizeof seen);
  must(read(p[0], &seen, sizeof seen));
  must(close(p[0]));
  must(waitpid(child, 0, 0));
}

static void describe(const char *name, uint64_t link_base, uint64_t loader_base) {
  uint64_t base = auxiliary(AT_BASE), start = auxiliary(AT_ENTRY) - ENTRY;
  check(join(name, "_arguments"), (long long)seen.words[0], 2);
  check(join(name, "_loader_runs"), seen.entry == base + loader_base + offsetof(struct elf, code), 1);
  check(join(name, "_headers"), auxiliary(AT_PHDR) == start + offsetof(struct elf, segments), 1);
  check(join(name, "_header_count"), (long long)auxiliary(AT_PHNUM), 3);
  check(join(name, "_where_it_was_linked"), start == link_base, link_base != 0);
  check(join(name, "_third_of_space"), (long long)(start >> 44), link_base ? 0 : 5);
  check(join(name, "_aligned"), (long long)(start % ALIGN), 0);
  check(join(name, "_base_is_page"), (long long)(base % PAGE), 0);
  check(join(name, "_base_among_mappings"), base >> 40 == 0x7f || base >> 40 == 0x7e, loader_base == 0);
  uint64_t end = start + ALIGN + PAGE;
  check(join(name, "_heap_follows"), seen.heap >= end && seen.heap - end <= 0x40000000 + PAGE, 1);
}

int main(void) {
  scratch();
  write_elf("loader", ET_DYN, 0, 0);
  write_elf("program", ET_DYN, 0, 1);
  run();
  describe("floating", 0, 0);
  write_elf("program", ET_EXEC, 0x10000000, 1);
  run();
  describe("fixed", 0x10000000, 0);
  write_elf("loader", ET_EXEC, 0x40000000, 0);
  run();
  describe("both_fixed", 0x10000000, 0x40000000);
  return verdict();
}
