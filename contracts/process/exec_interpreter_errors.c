/* Contract:  A program's interpreter must be there, may be executed and be an ELF file for this machine; a PT_INTERP that
 *            holds no path is ENOEXEC. What is wrong with the interpreter's segments ends in SIGSEGV.
 * Source:    execve(2), "ELIBBAD"; load_elf_binary in Linux
 * Covers:    execve
 */
#include "contract.h"

#include <elf.h>

enum { PAGE = 4096, RAN = 200 };

static struct elf {
  Elf64_Ehdr header;
  Elf64_Phdr segments[2];
  char path[32];
  unsigned char code[PAGE - sizeof(Elf64_Ehdr) - 2 * sizeof(Elf64_Phdr) - 32];
} program, loader;

/* A small program that exits with `code`. */
static void reset(struct elf *elf, int type, unsigned char code) {
  const unsigned char exits[] = {0xbf, code, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05};
  memset(elf, 0, sizeof *elf);
  memcpy(elf->header.e_ident, "\177ELF\2\1\1", 7);
  elf->header.e_type = (Elf64_Half)type;
  elf->header.e_machine = EM_X86_64;
  elf->header.e_entry = offsetof(struct elf, code);
  elf->header.e_phoff = offsetof(struct elf, segments);
  elf->header.e_phentsize = sizeof *elf->segments;
  elf->header.e_phnum = 1;
  elf->segments[0] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, 0, 0, 0, PAGE, PAGE, PAGE};
  memcpy(elf->code, exits, sizeof exits);
}

static void write_file(const char *path, const void *data, size_t size, int permissions) {
  unlink(path);
  int fd = (int)must(open(path, O_WRONLY | O_CREAT | O_TRUNC, permissions));
  must(write(fd, data, size));
  must(close(fd));
}

static void start_over(void) {
  reset(&program, ET_DYN, RAN);
  reset(&loader, ET_DYN, RAN + 1);
  program.header.e_phnum = 2;
  strcpy(program.path, "loader");
  program.segments[1] = (Elf64_Phdr){PT_INTERP, PF_R, offsetof(struct elf, path), 0, 0, 7, 7, 1};
}

static void outcome_of_files(const char *key, const char *expected) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execl("./program", "program", (char *)0);
    _exit(errno);
  }
  int status = 0;
  must(waitpid(child, &status, 0));
  check(key, WIFEXITED(status) && WEXITSTATUS(status) < RAN ? error_name(WEXITSTATUS(status)) : wait_status(status),
        expected);
  start_over();
}

static void outcome(const char *key, const char *expected) {
  write_file("program", &program, sizeof program, 0700);
  write_file("loader", &loader, sizeof loader, 0700);
  outcome_of_files(key, expected);
}

int main(void) {
  scratch();
  start_over();
  outcome("whole", "exited 201");
  loader.header.e_type = ET_EXEC;
  loader.header.e_entry += 0x400000;
  loader.segments[0].p_vaddr = 0x400000;
  outcome("loader_with_an_address", "exited 201");
  program.segments[1].p_offset = 2 * PAGE;
  outcome("path_beyond_the_file", "EIO");
  program.segments[1].p_filesz = 1;
  outcome("path_too_short", "ENOEXEC");
  program.segments[1].p_filesz = PATH_MAX + 1;
  outcome("path_too_long", "ENOEXEC");
  program.segments[1].p_filesz = 6;
  outcome("path_without_end", "ENOEXEC");
  program.path[0] = 0;
  outcome("empty_path", "EACCES");
  strcpy(program.path, "lauder");
  outcome("no_such_file", "ENOENT");
  strcpy(program.path, "/");
  outcome("directory", "EACCES");
  strcpy(program.path, "loader/");
  program.segments[1].p_filesz = 8;
  outcome("through_a_file", "ENOTDIR");
  loader.header.e_ident[0] = 0;
  outcome("loader_is_no_elf", "ELIBBAD");
  loader.header.e_machine = EM_AARCH64;
  outcome("loader_for_another_machine", "ELIBBAD");
  loader.header.e_phnum = 0;
  outcome("loader_without_headers", "ELIBBAD");
  loader.header.e_phentsize = 32;
  outcome("loader_with_headers_of_another_size", "ELIBBAD");
  loader.header.e_phoff = 2 * PAGE;
  outcome("loader_with_headers_beyond_the_file", "ELIBBAD");
  loader.header.e_type = ET_REL;
  outcome("loader_is_an_object", "killed SIGSEGV");
  loader.segments[0].p_type = PT_NOTE;
  outcome("loader_with_nothing_to_load", "killed SIGSEGV");
  loader.segments[0].p_type = PT_INTERP;
  outcome("loader_with_only_a_loader", "killed SIGSEGV");
  loader.header.e_entry = 2 * PAGE;
  outcome("loader_enters_nothing", "killed SIGSEGV");
  program.header.e_entry = 0x10;
  outcome("entry_of_the_program_unused", "exited 201");

  write_file("program", &program, sizeof program, 0700);
  write_file("loader", &loader, sizeof loader, 0600);
  outcome_of_files("loader_not_executable", "EACCES");
  write_file("loader", &loader, sizeof loader.header - 1, 0700);
  outcome_of_files("loader_shorter_than_a_header", "EIO");
  write_file("loader", &loader, 0, 0700);
  outcome_of_files("loader_empty", "EIO");
  write_file("loader", "#!/program\n", 11, 0700);
  outcome_of_files("loader_is_a_script", "EIO");
  write_file("loader", &loader, sizeof loader, 0700);
  int writer = (int)must(open("loader", O_WRONLY));
  outcome_of_files("loader_open_for_writing", "ETXTBSY");
  must(close(writer));
  return verdict();
}
