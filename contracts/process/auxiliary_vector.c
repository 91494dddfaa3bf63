/* Contract:  A program starts with an aligned stack of argc, argv, envp and the auxiliary vector, whose strings lie above
 *            it in that order; the vector tells of the program, the machine and who runs it.
 * Source:    getauxval(3); create_elf_tables in Linux
 * Covers:    execve
 */
#include "contract.h"

#include <elf.h>
#include <sys/auxv.h>

extern char **environ;

int main(int argc, char **argv) {
  if (argc == 1) {
    char *arguments[] = {argv[0], "second", "", 0}, *environment[] = {"A=1", "BB=22", 0};
    execve("/proc/self/exe", arguments, environment);
    check("execve", error_name(errno), "0");
    return verdict();
  }
  uintptr_t *stack = (uintptr_t *)argv - 1;
  check("argc", (int)stack[0], 3);
  check("argv_ends_with_null", argv[3] == 0, 1);
  check("envp_follows", (char **)environ == argv + 4, 1);
  check("stack_is_aligned", (uintptr_t)stack % 16, 0);
  check("strings_in_order", argv[1] == argv[0] + strlen(argv[0]) + 1 && argv[2] == argv[1] + 7, 1);
  check("environment_after_arguments", environ[0] == argv[2] + 1 && environ[1] == environ[0] + 4, 1);

  Elf64_auxv_t *vector = (Elf64_auxv_t *)(argv + 4 + 3);
  int entries = 0, sorted = 0;
  for (; vector[entries].a_type != AT_NULL; entries++) sorted += vector[entries].a_type == AT_PHDR;
  check("program_headers_once", sorted, 1);
  check("page_size", getauxval(AT_PAGESZ), 4096);
  check("clock_ticks", getauxval(AT_CLKTCK), 100);
  check("header_size", getauxval(AT_PHENT), sizeof(Elf64_Phdr));
  check("base_of_interpreter", getauxval(AT_BASE), 0);
  check("flags", getauxval(AT_FLAGS), 0);
  check("secure", getauxval(AT_SECURE), 0);
  check("uid", getauxval(AT_UID) == getuid() && getauxval(AT_EUID) == geteuid(), 1);
  check("gid", getauxval(AT_GID) == getgid() && getauxval(AT_EGID) == getegid(), 1);
  check("platform", (char *)getauxval(AT_PLATFORM), "x86_64");
  const char *name = (char *)getauxval(AT_EXECFN);
  check("name_of_the_program", name, "/proc/self/exe");
  check("name_comes_last", name == environ[1] + 6, 1);
  check("a_word_is_left_above_it", ((uintptr_t)name + strlen(name) + 1) % 4096, 4096 - 8);

  const Elf64_Phdr *headers = (Elf64_Phdr *)getauxval(AT_PHDR);
  int loads = 0, holds_entry = 0;
  for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) {
    uintptr_t entry = getauxval(AT_ENTRY);
    if (headers[i].p_type != PT_LOAD) continue;
    loads++;
    if (headers[i].p_flags & PF_X && entry - headers[i].p_vaddr < headers[i].p_memsz) holds_entry++;
  }
  check("segments_are_there", loads > 0, 1);
  check("entry_is_in_one", holds_entry, 1);
  unsigned char *chance = (unsigned char *)getauxval(AT_RANDOM), all = 0;
  for (int i = 0; i < 16; i++) all |= chance[i];
  check("random_bytes", all != 0, 1);
  check("random_lies_on_the_stack", (uintptr_t)chance > (uintptr_t)stack && (char *)chance < argv[0], 1);
  return verdict();
}
