/* Contract:  execve answers ENOEXEC for an ELF file that is not for this machine or has no usable program headers; what is
 *            wrong with the segments is found when the old program is gone, and ends in SIGSEGV.
 * Source:    execve(2), "ENOEXEC"; load_elf_binary in Linux
 * Covers:    execve
 */
#include "contract.h"

#include <elf.h>

enum { PAGE = 4096, ENTRY = 0x400200 };

static struct {
  Elf64_Ehdr header;
  Elf64_Phdr segments[2];
  char padding[0x200 - sizeof(Elf64_Ehdr) - 2 * sizeof(Elf64_Phdr)];
  unsigned char code[PAGE - 0x200];
} program;

/* A small program that exits with 5. */
static void reset(void) {
  static const unsigned char code[] = {0xbf, 5, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05};
  memset(&program, 0, sizeof program);
  memcpy(program.header.e_ident, "\177ELF\2\1\1", 7);
  program.header.e_type = ET_EXEC;
  program.header.e_machine = EM_X86_64;
  program.header.e_entry = ENTRY;
  program.header.e_phoff = sizeof program.header;
  program.header.e_phentsize = sizeof *program.segments;
  program.header.e_phnum = 1;
  program.segments[0] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, 0, 0x400000, 0, PAGE, PAGE, PAGE};
  program.segments[1] = (Elf64_Phdr){PT_LOAD, PF_R | PF_W, 0, 0x500000, 0, 0, PAGE, PAGE};
  memcpy(program.code, code, sizeof code);
}

static void outcome(const char *key, const char *expected) {
  int fd = (int)must(open("program", O_WRONLY | O_CREAT | O_TRUNC, 0700));
  must(write(fd, &program, sizeof program));
  must(close(fd));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execl("./program", "program", (char *)0);
    _exit(errno == ENOEXEC ? 100 : 101);
  }
  const char *end = reap(child);
  check(key, strcmp(end, "exited 100") ? end : "ENOEXEC", expected);
  reset();
}

int main(void) {
  scratch();
  reset();
  outcome("whole", "exited 5");
  program.header.e_phnum = 2;
  outcome("with_zeroed_segment", "exited 5");
  program.header.e_ident[3] = 'G';
  outcome("no_elf", "ENOEXEC");
  program.header.e_machine = EM_AARCH64;
  outcome("other_machine", "ENOEXEC");
  program.header.e_type = ET_REL;
  outcome("object_file", "ENOEXEC");
  program.header.e_phnum = 0;
  outcome("no_program_headers", "ENOEXEC");
  program.header.e_phentsize = 32;
  outcome("headers_of_another_size", "ENOEXEC");
  program.header.e_phoff = 2 * PAGE;
  outcome("headers_beyond_the_file", "ENOEXEC");
  program.segments[0].p_memsz = PAGE - 1;
  outcome("more_in_file_than_in_memory", "killed SIGSEGV");
  program.segments[0].p_vaddr = 0x7ffffffff000;
  outcome("above_user_space", "killed SIGSEGV");
  program.segments[0].p_vaddr += 16;
  outcome("askew", "killed SIGSEGV");
  program.segments[0].p_flags = PF_R;
  outcome("not_executable", "killed SIGSEGV");
  program.header.e_entry = 0x10;
  outcome("entry_in_nothing", "killed SIGSEGV");
  program.segments[0].p_type = PT_NOTE;
  outcome("nothing_to_load", "killed SIGSEGV");
  return verdict();
}
