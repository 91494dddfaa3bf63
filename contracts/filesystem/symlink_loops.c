/* Contract:  A path may go through 40 symbolic links; the 41st, a link to itself and a circle are ELOOP.
 * Source:    path_resolution(7), symlink(7). A walk that Linux begins anew, since something was mounted or renamed meanwhile,
 *            goes on counting: at the limit it may be ELOOP too early, and is asked again.
 * Covers:    open stat lstat readlink symlink access
 */
#include "contract.h"

static char path[4096];

enum { TRIES = 1000 };

static const char *type(const char *name) {
  struct stat st;
  return stat(name, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

/* Of a path with as many links as there may be. */
static const char *type_at_limit(const char *name) {
  struct stat st;
  int failed = -1;
  for (int i = 0; i < TRIES && failed && (i == 0 || errno == ELOOP); i++) failed = stat(name, &st);
  return failed ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

static int open_at_limit(const char *name) {
  int fd = -1;
  for (int i = 0; i < TRIES && fd == -1 && (i == 0 || errno == ELOOP); i++) fd = open(name, O_RDONLY);
  return fd;
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
  check("chain_40", type_at_limit("l40"), "S_IFREG 00");
  check("chain_41", type("l41"), "ELOOP");
  check("open_40", made(open_at_limit("l40")), "ok");
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
  check("forty_in_one_path", type_at_limit(path), "S_IFREG 00");
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
