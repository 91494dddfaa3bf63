/* Contract:  A path may go through 40 symbolic links; the 41st, a link to itself and a circle are ELOOP.
 * Source:    path_resolution(7), symlink(7)
 * Covers:    open stat lstat readlink symlink access
 */
#include "contract.h"

static char path[4096];

static const char *type(const char *name) {
  struct stat st;
  return stat(name, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

int main(void) {
  scratch();
  must(close((int)must(creat("l0", 0600))));
  for (int i = 1; i <= 41; i++) {
    char target[8] = "l", name[8] = "l";
    strcat(target, number(i - 1, 10));
    strcat(name, number(i, 10));
    must(symlink(target, name));
  }
  check("chain_40", type("l40"), "S_IFREG 00");
  check("chain_41", type("l41"), "ELOOP");
  check("open_40", made(open("l40", O_RDONLY)), "ok");
  check("open_41", made(open("l41", O_RDONLY)), "ELOOP");
  check("creat_41", made(open("l41", O_RDONLY | O_CREAT, 0600)), "ELOOP");
  check("access_41", call(access("l41", F_OK)), "ELOOP");
  char bytes[32];
  check("readlink_41", text(bytes, readlink("l41", bytes, sizeof bytes)), "l40");
  struct stat st;
  check("lstat_41", call(lstat("l41", &st)), "0");

  must(symlink("self", "self"));
  must(symlink("right", "left"));
  must(symlink("left", "right"));
  check("itself", type("self"), "ELOOP");
  check("circle", type("left"), "ELOOP");
  check("through_itself", type("self/x"), "ELOOP");
  check("creat_itself", made(creat("self", 0600)), "ELOOP");

  must(mkdir("dir", 0700));
  must(symlink(".", "here"));
  must(close((int)must(creat("file", 0600))));
  for (int i = 0; i < 40; i++) strcat(path, "here/");
  strcat(path, "file");
  check("forty_in_one_path", type(path), "S_IFREG 00");
  strcpy(path, "");
  for (int i = 0; i < 41; i++) strcat(path, "here/");
  strcat(path, "file");
  check("forty_one_in_one_path", type(path), "ELOOP");
  must(symlink("/tmp/../tmp", "absolute"));
  check("absolute", type("absolute/.."), "S_IFDIR 00");
  must(symlink("dir/../file", "relative"));
  check("relative", type("here/relative"), "S_IFREG 00");
  must(rmdir("dir"));
  check("relative_broken", type("relative"), "ENOENT");
  return verdict();
}
