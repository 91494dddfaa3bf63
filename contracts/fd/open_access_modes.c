/* Contract:  The access mode of open decides what the descriptor may do; F_GETFL tells it, creation flags are
 *            forgotten.
 * Source:    open(2). Mode 3 (O_WRONLY|O_RDWR) opens for neither reading nor writing, which the page tells as Linux's
 *            own
 * Covers:    open creat read write fcntl
 */
#include "contract.h"

static void try(const char *key, int flags, const char *read_expected, const char *write_expected, const char *kept) {
  int fd = open("file", flags, 0600);
  char byte;
  check(key, made(fd), "ok");
  check(join(key, "_read"), call(read(fd, &byte, 1)), read_expected);
  check(join(key, "_write"), call(write(fd, "w", 1)), write_expected);
  check(join(key, "_flags"), open_flags(fcntl(fd, F_GETFL)), kept);
  close(fd);
}

int main(void) {
  scratch();
  must(close((int)must(creat("file", 0600))));
  must(truncate("file", 100));
  try("read_only", O_RDONLY, "1", "EBADF", "O_RDONLY");
  try("write_only", O_WRONLY, "EBADF", "1", "O_WRONLY");
  try("both", O_RDWR, "1", "1", "O_RDWR");
  try("neither", 3, "EBADF", "EBADF", "3");
  try("creation_flags", O_RDWR | O_CREAT | O_NOCTTY | O_CLOEXEC, "1", "1", "O_RDWR");
  try("append", O_RDWR | O_APPEND, "1", "1", "O_RDWR|O_APPEND");
  try("nonblock", O_RDONLY | O_NONBLOCK, "1", "EBADF", "O_RDONLY|O_NONBLOCK");
  try("sync", O_WRONLY | O_SYNC, "EBADF", "1", "O_WRONLY|O_SYNC");
  try("noatime", O_RDONLY | O_NOATIME, "1", "EBADF", "O_RDONLY|O_NOATIME");
  try("nofollow", O_RDONLY | O_NOFOLLOW, "1", "EBADF", "O_RDONLY|O_NOFOLLOW");
  try("path", O_RDWR | O_PATH | O_APPEND, "EBADF", "EBADF", "O_RDONLY|O_PATH");
  int fd = (int)must(creat("file", 0600));
  check("creat_flags", open_flags(fcntl(fd, F_GETFL)), "O_WRONLY");
  struct stat st;
  must(fstat(fd, &st));
  check("creat_truncates", st.st_size, 0);
  fd = (int)must(open("file", O_RDONLY | O_CLOEXEC));
  check("cloexec_set", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  fd = (int)must(open("file", O_RDONLY));
  check("cloexec_clear", descriptor_flags(fcntl(fd, F_GETFD)), "0");
  return verdict();
}
