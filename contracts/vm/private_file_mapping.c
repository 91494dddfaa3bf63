/* Contract:  Writes to a MAP_PRIVATE file mapping stay in this process; the mode of the descriptor bounds the mapping.
 * Source:    mmap(2), MAP_PRIVATE, ERRORS
 * Covers:    mmap mprotect pread64
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

static const char *try(int fd, int protection, int flags, off_t offset) {
  void *at = mmap(0, PAGE, protection, flags, fd, offset);
  if (at == MAP_FAILED) return error_name(errno);
  must(munmap(at, PAGE));
  return "mapped";
}

int main(void) {
  char buffer[8];
  int p[2];
  scratch();
  must(pipe(p));
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600)), reader = (int)must(open("file", O_RDONLY));
  int writer = (int)must(open("file", O_WRONLY)), dir = (int)must(open(".", O_RDONLY));
  must(write(fd, "abcdef", 6));
  volatile char *map = (char *)must(mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0));
  check("read", map[1], 'b');
  map[0] = 'X';
  check("own_write", map[0], 'X');
  check("file_unchanged", text(buffer, pread(fd, buffer, 6, 0)), "abcdef");
  must(pwrite(fd, "123456", 6, 0));
  check("copied_page_keeps_ours", map[0], 'X');
  must(ftruncate(fd, PAGE));

  check("shared_write_of_read_only", try(reader, PROT_WRITE, MAP_SHARED, 0), "EACCES");
  check("shared_read_of_read_only", try(reader, PROT_READ, MAP_SHARED, 0), "mapped");
  check("write_only", try(writer, PROT_WRITE, MAP_SHARED, 0), "EACCES");
  void *shared = (void *)must(mmap(0, PAGE, PROT_READ, MAP_SHARED, reader, 0));
  check("mprotect_cannot_add_write", call(mprotect(shared, PAGE, PROT_READ | PROT_WRITE)), "EACCES");
  check("offset_unaligned", try(fd, PROT_READ, MAP_SHARED, 100), "EINVAL");
  check("neither_kind", try(fd, PROT_READ, 0, 0), "EINVAL");
  check("pipe", try(p[0], PROT_READ, MAP_PRIVATE, 0), "ENODEV");
  check("directory", try(dir, PROT_READ, MAP_PRIVATE, 0), "ENODEV");
  check("closed", try(99, PROT_READ, MAP_PRIVATE, 0), "EBADF");
  check("anonymous_ignores_fd", try(99, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0), "mapped");
  check("length_0", mmap(0, 0, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED ? error_name(errno) : "mapped", "EINVAL");
  return verdict();
}
