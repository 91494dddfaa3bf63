/* Contract:  A path may have 4,095 bytes and a name 255; one more is ENAMETOOLONG, whatever the rest of the path is.
 * Source:    path_resolution(7), PATH_MAX and NAME_MAX
 * Covers:    open stat mkdir chdir rename symlink
 */
#include "contract.h"

static char path[5000];

/* "./././…/name" of that many bytes. */
static const char *padded(const char *name, size_t bytes) {
  size_t size = strlen(name), i = 0;
  while (i + 2 + size <= bytes) path[i++] = '.', path[i++] = '/';
  if (i + size < bytes) path[i++] = '/';
  strcpy(path + i, name);
  return path;
}

static const char *type(const char *name) {
  struct stat st;
  return stat(name, &st) ? error_name(errno) : mode(st.st_mode & S_IFMT);
}

int main(void) {
  scratch();
  must(close((int)must(creat("file", 0600))));
  check("longest", type(padded("file", 4095)), "S_IFREG 00");
  check("longest_size", (int)strlen(path), 4095);
  check("too_long", type(padded("file", 4096)), "ENAMETOOLONG");
  check("too_long_open", made(open(path, O_RDONLY)), "ENAMETOOLONG");
  check("longest_missing", type(padded("none", 4095)), "ENOENT");
  check("longest_creat", made(creat(padded("made", 4095), 0600)), "ok");
  check("made", type("made"), "S_IFREG 00");

  char name[300];
  memset(name, 'n', sizeof name);
  name[255] = 0;
  check("name_255", call(mkdir(name, 0700)), "0");
  check("name_255_there", type(name), "S_IFDIR 00");
  name[255] = 'n';
  name[256] = 0;
  check("name_256_mkdir", call(mkdir(name, 0700)), "ENAMETOOLONG");
  check("name_256_stat", type(name), "ENAMETOOLONG");
  check("name_256_rename", call(rename("file", name)), "ENAMETOOLONG");
  check("name_256_symlink", call(symlink("x", name)), "ENAMETOOLONG");
  check("name_256_open", made(open(name, O_RDONLY | O_CREAT, 0600)), "ENAMETOOLONG");
  strcpy(path, "none/");
  strcat(path, name);
  check("below_missing", type(path), "ENOENT");
  strcpy(path, "file/");
  strcat(path, name);
  check("below_file", type(path), "ENOTDIR");

  name[255] = 0;
  int depth = 0;
  while (depth < 20 && chdir(name) == 0 && mkdir(name, 0700) == 0) depth++;
  check("deeper_than_a_path_step_by_step", depth, 20);
  must(close((int)must(creat("bottom", 0600))));
  check("bottom", type("bottom"), "S_IFREG 00");
  static char where[8192];
  check("getcwd_beyond", call(syscall(SYS_getcwd, where, sizeof where)), "ENAMETOOLONG");
  return verdict();
}
