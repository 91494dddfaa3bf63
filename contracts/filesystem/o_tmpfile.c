/* Contract:  O_TMPFILE makes a file without a name that linkat can name later, unless O_EXCL forbids it.
 * Source:    open(2), O_TMPFILE
 * Covers:    open linkat fstat
 */
#include "contract.h"

static int links(int fd) {
  struct stat st;
  must(fstat(fd, &st));
  return (int)st.st_nlink;
}

static const char *name_it(int fd, const char *name) {
  return call(linkat(AT_FDCWD, join("/proc/self/fd/", number(fd, 10)), AT_FDCWD, name, AT_SYMLINK_FOLLOW));
}

int main(void) {
  scratch();
  umask(022);
  int fd = (int)must(open(".", O_TMPFILE | O_RDWR, 0666));
  struct stat st;
  must(fstat(fd, &st));
  check("mode", mode(st.st_mode), "S_IFREG 0644");
  check("links", links(fd), 0);
  check("flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR|O_DIRECTORY|0x400000");
  must(write(fd, "content", 7));
  check("named", name_it(fd, "name"), "0");
  check("links_named", links(fd), 1);
  char bytes[16];
  int again = (int)must(open("name", O_RDONLY));
  check("content", text(bytes, read(again, bytes, sizeof bytes)), "content");
  check("twice", name_it(fd, "name"), "EEXIST");
  check("second_name", name_it(fd, "second"), "0");
  check("links_second", links(fd), 2);

  int never = (int)must(open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600));
  check("exclusive", name_it(never, "never"), "ENOENT");
  check("by_descriptor", call(linkat(fd, "", AT_FDCWD, "third", AT_EMPTY_PATH)), "0");
  must(unlink("name"));
  must(unlink("second"));
  must(unlink("third"));
  check("links_gone", links(fd), 0);
  check("once_named_is_not_nameless", name_it(fd, "back"), "ENOENT");
  check("read_only", made(open(".", O_TMPFILE | O_RDONLY, 0600)), "EINVAL");
  check("write_only", made(open(".", O_TMPFILE | O_WRONLY, 0600)), "ok");
  must(close((int)must(creat("file", 0600))));
  check("on_file", made(open("file", O_TMPFILE | O_RDWR, 0600)), "ENOTDIR");
  check("on_missing", made(open("none", O_TMPFILE | O_RDWR, 0600)), "ENOENT");
  return verdict();
}
