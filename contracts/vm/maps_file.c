/* Contract:  /proc/self/maps names the file behind a mapping: its offset, its inode and its path, with "(deleted)" once
 *            the name is gone; anonymous memory has neither, shared anonymous memory a name of its own.
 * Source:    proc_pid_maps(5)
 * Requires:  proc
 * Covers:    mmap unlink
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

/* The line of the mapping that begins there: offset, inode (compared with `inode`), and the last part of the path. */
static const char *line_of(char *at, ino_t inode) {
  static char data[65536];
  int fd = (int)must(open("/proc/self/maps", O_RDONLY));
  size_t size = 0;
  for (ssize_t got; (got = must(read(fd, data + size, sizeof data - 1 - size))) > 0;) size += (size_t)got;
  must(close(fd));
  data[size] = 0;
  for (char *line = data; *line; line = strchr(line, '\n') + 1) {
    char *next = line;
    if ((char *)strtoul(line, &next, 16) != at) continue;
    char *rights = strchr(next, ' ') + 1, *offset = strchr(rights, ' ') + 1, *device = strchr(offset, ' ') + 1;
    char *number_at = strchr(device, ' ') + 1, *end = strchr(number_at, '\n'), *name = number_at;
    for (char *c = number_at; c < end; c++)
      if (*c == '/') name = c + 1;
    char *shown = contract_append(contract_text(), text(rights, 4));
    contract_append(contract_append(shown, " "), text(offset, 8));
    contract_append(shown, strtoul(number_at, 0, 10) == inode ? " inode " : " another ");
    return contract_append(shown, name == number_at ? "no name" : text(name, end - name));
  }
  return "no line";
}

int main(void) {
  scratch();
  int fd = (int)must(open("name", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, 4 * PAGE));
  struct stat stat;
  must(fstat(fd, &stat));
  char *shared = (char *)must(mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 2 * PAGE));
  char *own = (char *)must(mmap(0, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE));
  check("shared", line_of(shared, stat.st_ino), "rw-s 00002000 inode name");
  check("private", line_of(own, stat.st_ino), "r--p 00001000 inode name");
  must(mprotect(own + PAGE, PAGE, PROT_READ | PROT_EXEC));
  check("second_half", line_of(own + PAGE, stat.st_ino), "r-xp 00002000 inode name");
  must(rename("name", "other name"));
  check("renamed", line_of(shared, stat.st_ino), "rw-s 00002000 inode other name");
  must(unlink("other name"));
  check("deleted", line_of(shared, stat.st_ino), "rw-s 00002000 inode other name (deleted)");

  char *room = (char *)must(mmap(0, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(mprotect(room + PAGE, PAGE, PROT_READ | PROT_WRITE));
  check("anonymous", line_of(room + PAGE, 0), "rw-p 00000000 inode no name");
  char *common = (char *)must(mmap(0, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  check("shared_anonymous", line_of(common, 0), "r--s 00000000 another zero (deleted)");
  return verdict();
}
