/* Contract:  A read moves atime only where it is not later than mtime or ctime, or is a day old; O_NOATIME never
 *            moves it.
 * Source:    mount(2), MS_RELATIME; open(2), O_NOATIME
 * Covers:    read utimensat readlink
 */
#include "contract.h"

static int fd, quiet;

/* What a read does to an atime that is so many seconds from now, with mtime at another distance; ctime is always now. */
static const char *after(int reader, long access_time, long modify_time) {
  struct timespec now;
  struct stat st;
  char byte;
  must(clock_gettime(CLOCK_REALTIME, &now));
  must(futimens(fd, (struct timespec[]){{now.tv_sec + access_time, 5}, {now.tv_sec + modify_time, 5}}));
  must(pread(reader, &byte, 1, 0));
  must(fstat(fd, &st));
  return st.st_atim.tv_sec == now.tv_sec + access_time && st.st_atim.tv_nsec == 5 ? "kept" : "moved";
}

int main(void) {
  scratch();
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  quiet = (int)must(open("file", O_RDONLY | O_NOATIME));
  must(write(fd, "content", 7));
  check("long_ago", after(fd, -200000, -300000), "moved");
  check("before_the_change", after(fd, -1000, -2000), "moved");
  check("before_the_write", after(fd, -2000, -1000), "moved");
  check("after_both", after(fd, 5000, -1000), "kept");
  check("after_change_before_write", after(fd, 5000, 6000), "moved");
  check("equal_to_write", after(fd, 5000, 5000), "moved");
  check("noatime_long_ago", after(quiet, -200000, -300000), "kept");
  check("noatime_before_the_write", after(quiet, -2000, -1000), "kept");

  struct stat st;
  char bytes[8];
  must(symlink("file", "link"));
  must(utimensat(AT_FDCWD, "link", (struct timespec[]){{1000, 0}, {2000, 0}}, AT_SYMLINK_NOFOLLOW));
  must(readlink("link", bytes, sizeof bytes));
  must(lstat("link", &st));
  check("readlink_moves_the_link", st.st_atim.tv_sec > 2000, 1);
  must(utimensat(AT_FDCWD, "link", (struct timespec[]){{1000, 0}, {2000, 0}}, AT_SYMLINK_NOFOLLOW));
  must(close((int)must(open("link", O_RDONLY))));
  must(lstat("link", &st));
  check("following_moves_the_link", st.st_atim.tv_sec > 2000, 1);
  return verdict();
}
