/* Contract:  A program finds in its auxiliary vector the page size, its ids, AT_SECURE 0, 16 random bytes, its own path and
 *            its program headers.
 * Source:    getauxval(3)
 * Covers:    execve
 */
#include "contract.h"

#include <elf.h>
#include <sys/auxv.h>

static int headers_of_kind(uint32_t kind) {
  const Elf64_Phdr *header = (const Elf64_Phdr *)getauxval(AT_PHDR);
  int found = 0;
  for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) found += header[i].p_type == kind;
  return found;
}

int main(void) {
  const char *path = (const char *)getauxval(AT_EXECFN), *platform = (const char *)getauxval(AT_PLATFORM);
  const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
  int bits = 0;
  check("page_size", (long long)getauxval(AT_PAGESZ), 4096);
  check("clock_ticks", (long long)getauxval(AT_CLKTCK), 100);
  check("uid", getauxval(AT_UID) == getuid() && getauxval(AT_EUID) == geteuid(), 1);
  check("gid", getauxval(AT_GID) == getgid() && getauxval(AT_EGID) == getegid(), 1);
  check("secure", (long long)getauxval(AT_SECURE), 0);
  check("path", join(path, ""), "/bin/contract");
  check("platform", join(platform, ""), "x86_64");
  check("header_size", (long long)getauxval(AT_PHENT), sizeof(Elf64_Phdr));
  check("has_loads", headers_of_kind(PT_LOAD) > 1, 1);
  check("stack_header", headers_of_kind(PT_GNU_STACK), 1);
  check("base_of_no_interpreter", (long long)getauxval(AT_BASE), 0);
  check("flags", (long long)getauxval(AT_FLAGS), 0);
  check("entry", getauxval(AT_ENTRY) != 0, 1);
  for (int i = 0; i < 16; i++) bits |= random[i];
  check("random_bytes", bits != 0, 1);
  check("least_signal_stack", getauxval(AT_MINSIGSTKSZ) >= 1024, 1);
  check("unknown", (long long)getauxval(9999), 0);
  return verdict();
}
