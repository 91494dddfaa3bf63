/* Contract:  A segment with more memory than file has zeros to the end of its last page of file, even behind its own end;
 *            one without shows what else the file has there.
 * Source:    elf(5), p_memsz; elf_load and padzero in Linux
 * Covers:    execve
 */
#include "contract.h"

#include <elf.h>

enum { PAGE = 4096 };

static struct {
  Elf64_Ehdr header;
  Elf64_Phdr segments[2];
  unsigned char code[PAGE - sizeof(Elf64_Ehdr) - 2 * sizeof(Elf64_Phdr)];
  unsigned char data[PAGE];
} program;

/* What a program finds at `offset` of the page whose first 256 bytes are its data, followed by `zeros` bytes of bss. */
static long long byte_at(unsigned offset, uint64_t zeros, uint32_t flags) {
  unsigned char code[] = {0x0f, 0xb6, 0x3c, 0x25, 0, 0, 0x50, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05}; /* exit(*(char *)at) */
  code[4] = (unsigned char)offset;
  code[5] = (unsigned char)(offset >> 8);
  memset(&program, 0, sizeof program);
  memcpy(program.header.e_ident, "\177ELF\2\1\1", 7);
  program.header.e_type = ET_EXEC;
  program.header.e_machine = EM_X86_64;
  program.header.e_entry = 0x400000 + sizeof program.header + sizeof program.segments;
  program.header.e_phoff = sizeof program.header;
  program.header.e_phentsize = sizeof *program.segments;
  program.header.e_phnum = 2;
  program.segments[0] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, 0, 0x400000, 0, PAGE, PAGE, PAGE};
  program.segments[1] = (Elf64_Phdr){PT_LOAD, flags, PAGE, 0x500000, 0, 256, 256 + zeros, PAGE};
  memcpy(program.code, code, sizeof code);
  memset(program.data, 0x55, sizeof program.data);
  int fd = (int)must(open("program", O_WRONLY | O_CREAT | O_TRUNC, 0700));
  must(write(fd, &program, sizeof program));
  must(close(fd));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execl("./program", "program", (char *)0);
    _exit(1);
  }
  int status = 0;
  must(waitpid(child, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void) {
  scratch();
  check("data", byte_at(255, 16, PF_R | PF_W), 0x55);
  check("bss", byte_at(256, 16, PF_R | PF_W), 0);
  check("behind_the_bss", byte_at(4000, 16, PF_R | PF_W), 0);
  check("no_bss", byte_at(256, 0, PF_R | PF_W), 0x55);
  check("read_only", byte_at(256, 16, PF_R), 0x55);
  check("next_page", byte_at(4096, 4096, PF_R | PF_W), 0);
  return verdict();
}
