/* Contract:  A write or a change of size drops set-user-id and, where executable, set-group-id; times and links do
 *            not.
 * Source:    write(2), chmod(2), capabilities(7). CAP_FSETID would keep them; one of a user namespace of its own does
 *            not,
 *            which the pages do not say (Linux's setattr_should_drop_suidgid asks for the machine's)
 * Covers:    write pwrite64 ftruncate truncate fallocate open
 */
#include "contract.h"

static const char *now(void) {
  struct stat st;
  must(stat("file", &st));
  return mode(st.st_mode);
}

static void drop(void) {
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t none[6] = {0};
  must(syscall(SYS_capset, &header, none));
}

static int fd;

static const char *after(int which) {
  must(fchmod(fd, 06775));
  if (which == 0) must(write(fd, "x", 1));
  if (which == 1) must(write(fd, "", 0));
  if (which == 2) must(pwrite(fd, "x", 1, 0));
  if (which == 3) must(ftruncate(fd, 50));
  if (which == 4) must(truncate("file", 60));
  if (which == 5) must(fallocate(fd, 0, 0, 100));
  if (which == 6) must(close((int)must(open("file", O_WRONLY | O_TRUNC))));
  if (which == 7) must(utimensat(AT_FDCWD, "file", 0, 0));
  if (which == 8) must(link("file", "second"));
  return now();
}

int main(void) {
  static const char *keys[] = {"write",     "write_nothing", "pwrite",    "ftruncate", "truncate",
                               "fallocate", "o_trunc",       "utimensat", "link"};
  static const int drops[] = {1, 0, 1, 1, 1, 1, 1, 0, 0};
  scratch();
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  for (int i = 0; i < 9; i++) check(join("capable_", keys[i]), after(i), drops[i] ? "S_IFREG 0775" : "S_IFREG 06775");
  must(unlink("second"));
  drop();
  for (int i = 0; i < 9; i++) check(keys[i], after(i), drops[i] ? "S_IFREG 0775" : "S_IFREG 06775");
  must(fchmod(fd, 02664));
  must(write(fd, "x", 1));
  check("not_executable_by_the_group", now(), "S_IFREG 02664");
  return verdict();
}
