/* Contract:  mmap refuses what makes no sense, each with its own error, and looks at the descriptor's rights.
 * Source:    mmap(2), "Errors"; do_mmap in Linux for their order
 * Covers:    mmap munmap
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };
enum { RW = PROT_READ | PROT_WRITE, ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS };

static const char *map(void *at, size_t size, int prot, int flags, int fd, long offset) {
  return made(syscall(SYS_mmap, at, size, prot, flags, fd, offset));
}

int main(void) {
  scratch();
  int both = (int)must(open("file", O_RDWR | O_CREAT, 0600)), p[2];
  must(ftruncate(both, PAGE));
  int readable = (int)must(open("file", O_RDONLY)), writable = (int)must(open("file", O_WRONLY));
  int name_only = (int)must(open("file", O_PATH)), directory = (int)must(open(".", O_RDONLY));
  must(pipe(p));

  check("length_zero", map(0, 0, RW, ANONYMOUS, -1, 0), "EINVAL");
  check("length_beyond_all", map(0, -1ul, RW, ANONYMOUS, -1, 0), "ENOMEM");
  check("length_half_of_all", map(0, 1ul << 47, PROT_NONE, ANONYMOUS, -1, 0), "ENOMEM");
  check("no_kind", map(0, PAGE, RW, MAP_ANONYMOUS, -1, 0), "EINVAL");
  check("validate_anonymous", map(0, PAGE, RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, -1, 0), "EINVAL");
  check("anonymous_ignores_descriptor", map(0, PAGE, RW, ANONYMOUS, 77, 0), "ok");
  check("flags_have_32_bits", made(syscall(SYS_mmap, 0l, (size_t)PAGE, RW, 1l << 40 | ANONYMOUS, -1, 0l)), "ok");
  check("offset_in_page", map(0, PAGE, RW, MAP_PRIVATE, both, 1), "EINVAL");
  check("offset_before_descriptor", map(0, PAGE, RW, MAP_PRIVATE, -1, 1), "EINVAL");
  check("offset_too_large", map(0, 2 * PAGE, RW, MAP_PRIVATE, both, 0x7ffffffffffff000), "EOVERFLOW");
  check("no_descriptor_before_length", map(0, 0, RW, MAP_PRIVATE, -1, 0), "EBADF");

  check("fixed_in_page", map((void *)0x10000001, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0), "EINVAL");
  check("fixed_too_high", map((void *)0x7ffffffff000, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0), "ENOMEM");
  check("lowest_page", map(0, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0), "EPERM");
  char *page = (char *)must(mmap(0, PAGE, RW, ANONYMOUS, -1, 0));
  check("no_replace", map(page, PAGE, RW, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0), "EEXIST");
  check("grows_down_shared", map(0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0), "EINVAL");
  check("grows_down_file", map(0, PAGE, RW, MAP_PRIVATE | MAP_GROWSDOWN, both, 0), "EINVAL");
  check("huge_page_of_file", map(0, PAGE, RW, MAP_PRIVATE | MAP_HUGETLB, both, 0), "EINVAL");
  check("validate_knows_no_such_flag", map(0, PAGE, RW, MAP_SHARED_VALIDATE | 0x200000, both, 0), "EOPNOTSUPP");
  check("private_ignores_it", map(0, PAGE, RW, MAP_PRIVATE | 0x200000, both, 0), "ok");

  check("read_only_shared_write", map(0, PAGE, RW, MAP_SHARED, readable, 0), "EACCES");
  check("read_only_private_write", map(0, PAGE, RW, MAP_PRIVATE, readable, 0), "ok");
  check("write_only_shared", map(0, PAGE, PROT_WRITE, MAP_SHARED, writable, 0), "EACCES");
  check("write_only_no_rights", map(0, PAGE, PROT_NONE, MAP_PRIVATE, writable, 0), "EACCES");
  check("path_only", map(0, PAGE, PROT_READ, MAP_PRIVATE, name_only, 0), "EBADF");
  check("pipe", map(0, PAGE, PROT_READ, MAP_PRIVATE, p[0], 0), "ENODEV");
  check("pipe_write_end", map(0, PAGE, PROT_READ, MAP_PRIVATE, p[1], 0), "EACCES");
  check("directory", map(0, PAGE, PROT_READ, MAP_PRIVATE, directory, 0), "ENODEV");

  char *shared = (char *)must(mmap(0, PAGE, PROT_READ, MAP_SHARED, readable, 0));
  check("never_writable", call(syscall(SYS_mprotect, shared, PAGE, RW)), "EACCES");
  check("unmap_in_page", call(syscall(SYS_munmap, page + 1, PAGE)), "EINVAL");
  check("unmap_nothing", call(syscall(SYS_munmap, page, 0)), "EINVAL");
  check("unmap_too_high", call(syscall(SYS_munmap, 0x7ffffffff000, PAGE)), "EINVAL");
  check("unmap_part_of_page", call(syscall(SYS_munmap, page, 1)), "0");
  check("unmap_again", call(syscall(SYS_munmap, page, PAGE)), "0");
  return verdict();
}
