/* Contract:  readlink gives the target without a final zero, cuts it to the buffer, and is EINVAL for what is no
 *            link.
 * Source:    readlink(2), symlink(2)
 * Covers:    readlink readlinkat symlink symlinkat
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[64];
  must(symlink("some/target", "link"));
  must(mkdir("dir", 0700));
  must(close((int)must(creat("file", 0600))));
  memset(bytes, '#', sizeof bytes);
  check("whole", text(bytes, readlink("link", bytes, sizeof bytes)), "some/target");
  check("no_zero_after", bytes[11], '#');
  check("exact", text(bytes, readlink("link", bytes, 11)), "some/target");
  check("cut", text(bytes, readlink("link", bytes, 4)), "some");
  check("zero", call(syscall(SYS_readlink, "link", bytes, 0)), "EINVAL");
  check("negative", call(syscall(SYS_readlink, "link", bytes, -1)), "EINVAL");
  check("bad_buffer", call(readlink("link", (char *)16, 8)), "EFAULT");
  check("bad_path", call(readlink((char *)16, bytes, 8)), "EFAULT");
  check("file", call(readlink("file", bytes, sizeof bytes)), "EINVAL");
  check("directory", call(readlink("dir", bytes, sizeof bytes)), "EINVAL");
  check("missing", call(readlink("none", bytes, sizeof bytes)), "ENOENT");
  check("empty", call(readlink("", bytes, sizeof bytes)), "ENOENT");
  check("through_file", call(readlink("file/x", bytes, sizeof bytes)), "ENOTDIR");
  check("slash", call(readlink("link/", bytes, sizeof bytes)), "ENOENT");
  struct stat st;
  must(lstat("link", &st));
  check("size", st.st_size, 11);
  check("mode", mode(st.st_mode), "S_IFLNK 0777");

  check("empty_target", call(symlink("", "x")), "ENOENT");
  check("existing", call(symlink("a", "file")), "EEXIST");
  check("existing_link", call(symlink("a", "link")), "EEXIST");
  check("missing_directory", call(symlink("a", "none/x")), "ENOENT");
  check("bad_target", call(symlink((char *)16, "x")), "EFAULT");
  static char longest[4200];
  memset(longest, 't', sizeof longest);
  longest[4095] = 0;
  check("longest_target", call(symlink(longest, "long")), "0");
  longest[4095] = 't';
  longest[4096] = 0;
  check("too_long_target", call(symlink(longest, "longer")), "ENAMETOOLONG");
  check("longest_back", call(readlink("long", longest, sizeof longest)), "4095");
  umask(077);
  must(symlink("a", "masked"));
  must(lstat("masked", &st));
  check("umask_does_not_count", mode(st.st_mode), "S_IFLNK 0777");
  return verdict();
}
