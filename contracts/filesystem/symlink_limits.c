/* Contract:  Symlink targets go up to PATH_MAX - 1 bytes; 40 links in a row are followed, 41 are ELOOP.
 * Source:    symlink(7); path_resolution(7); readlink(2)
 * Behaviour: B54
 * Covers:    symlink readlink open lstat
 */
#include "contract.h"

static char target[5000], back[5000];

/* A link with a target of that many bytes: "././…file", which leads to the file. */
static const char *try_length(size_t length) {
  struct stat st;
  for (size_t i = 0; i + 4 < length; i++) target[i] = i % 2 ? '/' : '.';
  if (length % 2) memcpy(target + length - 5, "/file", 5);
  else memcpy(target + length - 4, "file", 4);
  target[length] = 0;
  unlink("link");
  if (symlink(target, "link")) return error_name(errno);
  must(lstat("link", &st));
  if ((size_t)st.st_size != length) return join("st_size ", number(st.st_size, 10));
  long size = readlink("link", back, sizeof back);
  if (size < 0 || (size_t)size != length || memcmp(back, target, length)) return join("readlink ", call(size));
  return join("opens ", made(open("link", O_RDONLY)));
}

int main(void) {
  scratch();
  must(close((int)must(open("file", O_CREAT | O_WRONLY, 0600))));
  static const size_t lengths[] = {8, 59, 60, 61, 62, 256, 1000, 4094, 4095};
  for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++)
    check(join("target_", number((long)lengths[i], 10)), try_length(lengths[i]), "opens ok");
  check("target_4096", try_length(4096), "ENAMETOOLONG");
  must(symlink("0123456789", "ten"));
  check("readlink_cuts", text(back, readlink("ten", back, 4)), "0123");
  check("readlink_room_0", call(syscall(SYS_readlink, "ten", back, 0)), "EINVAL");
  check("readlink_of_file", call(readlink("file", back, 9)), "EINVAL");
  check("empty_target", call(symlink("", "empty")), "ENOENT");

  char name[8] = "l", next[8] = "file";
  for (int i = 1; i <= 41; i++) {
    strcpy(name + 1, number(i, 10));
    must(symlink(next, name));
    strcpy(next, name);
  }
  check("links_40", made(open("l40", O_RDONLY)), "ok");
  check("links_41", made(open("l41", O_RDONLY)), "ELOOP");
  must(symlink("self", "self"));
  check("self", made(open("self", O_RDONLY)), "ELOOP");
  check("nofollow", made(open("l1", O_RDONLY | O_NOFOLLOW)), "ELOOP");
  check("dangling", made(open("ten", O_RDONLY)), "ENOENT");

  memset(target, 'n', 256);
  target[255] = 0;
  check("name_255", made(open(target, O_CREAT | O_WRONLY, 0600)), "ok");
  memcpy(target + 255, "n", 2);
  check("name_256", made(open(target, O_CREAT | O_WRONLY, 0600)), "ENAMETOOLONG");
  for (int i = 0; i < 4096; i++) target[i] = i % 2 ? '/' : '.';
  memcpy(target + 4090, "/file", 6);
  check("path_4095", made(open(target, O_RDONLY)), "ok");
  memcpy(target + 4090, "./file", 7);
  check("path_4096", made(open(target, O_RDONLY)), "ENAMETOOLONG");
  return verdict();
}
