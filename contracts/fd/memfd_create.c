/* Contract:  memfd_create makes a file without a name: read, written, grown and mapped like any other; flags and
 *            names checked.
 * Source:    memfd_create(2)
 * Covers:    memfd_create fstat readlink
 * Linux:     since 6.3
 */
#include "contract.h"

#include <sys/mman.h>

static const char *create(const char *name, unsigned flags) { return made(syscall(SYS_memfd_create, name, flags)); }

int main(void) {
  int fd = (int)must(memfd_create("my file", 0)), closing = (int)must(memfd_create("my file", MFD_CLOEXEC));
  struct stat st;
  must(fstat(fd, &st));
  check("mode", mode(st.st_mode), "S_IFREG 0777");
  check("links", (int)st.st_nlink, 0);
  check("size", st.st_size, 0);
  check("flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR");
  check("cloexec_clear", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  check("cloexec_set", descriptor_flags(fcntl(closing, F_GETFD)), "FD_CLOEXEC");
  char link[64];
  check("name", text(link, readlink(join("/proc/self/fd/", number(fd, 10)), link, sizeof link)), "/memfd:my file (deleted)");
  check("write", call(write(fd, "hello", 5)), "5");
  char bytes[8];
  check("read", text(bytes, pread(fd, bytes, sizeof bytes, 1)), "ello");
  check("same_name_other_file", call(pread(closing, bytes, 1, 0)), "0");
  must(ftruncate(fd, 4096));
  char *at = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
  check("mapped", text(at, 6), "hello\\00");

  int again = (int)must(open(join("/proc/self/fd/", number(fd, 10)), O_RDONLY));
  check("reopened", text(bytes, read(again, bytes, 5)), "hello");
  check("unknown_flag", create("x", 0x100), "EINVAL");
  check("exec_and_noexec", create("x", 0x18), "EINVAL");
  check("bad_name", create((char *)16, 0), "EFAULT");
  char longest[260];
  memset(longest, 'n', sizeof longest);
  longest[249] = 0;
  check("longest_name", create(longest, 0), "ok");
  longest[249] = 'n';
  longest[250] = 0;
  check("too_long_name", create(longest, 0), "EINVAL");
  check("empty_name", create("", 0), "ok");
  int sealed = (int)must(syscall(SYS_memfd_create, "noexec", 0x8));
  must(fstat(sealed, &st));
  check("noexec_mode", mode(st.st_mode), "S_IFREG 0666");
  return verdict();
}
