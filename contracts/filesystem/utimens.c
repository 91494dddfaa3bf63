/* Contract:  utimensat and futimens set atime and mtime to the nanosecond and bump ctime; NOW and OMIT work apart.
 * Source:    utimensat(2)
 * Behaviour: B43
 * Covers:    utimensat fstat
 */
#include "contract.h"

#include <sys/time.h>

static struct stat st;

static const char *at(struct timespec t) { return join(join(number(t.tv_sec, 10), "."), number(t.tv_nsec, 10)); }

static long long ns(struct timespec t) { return t.tv_sec * 1000000000ll + t.tv_nsec; }

/* Now, give or take the tick of the clock that file systems use. */
static const char *is_now(struct timespec t) {
  long long ago = clock_ns(CLOCK_REALTIME) - ns(t);
  return ago > -100000000 && ago < 60000000000 ? "now" : at(t);
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(symlink("file", "link"));
  must(fstat(fd, &st));
  long long changed = ns(st.st_ctim);
  check("new_file", is_now(st.st_mtim), "now");
  must(nanosleep(&(struct timespec){0, 20000000}, 0)); /* lets the file system's clock tick */

  check("set", call(utimensat(AT_FDCWD, "file", (struct timespec[]){{1000, 111}, {2000, 222}}, 0)), "0");
  must(fstat(fd, &st));
  check("atime", at(st.st_atim), "1000.111");
  check("mtime", at(st.st_mtim), "2000.222");
  check("ctime", is_now(st.st_ctim), "now");
  check("ctime_moved", ns(st.st_ctim) > changed, 1);

  check("omit_atime", call(futimens(fd, (struct timespec[]){{0, UTIME_OMIT}, {3000, 333}})), "0");
  must(fstat(fd, &st));
  check("atime_kept", at(st.st_atim), "1000.111");
  check("mtime_set", at(st.st_mtim), "3000.333");
  must(futimens(fd, (struct timespec[]){{0, UTIME_NOW}, {0, UTIME_OMIT}}));
  must(fstat(fd, &st));
  check("atime_now", is_now(st.st_atim), "now");
  check("mtime_kept", at(st.st_mtim), "3000.333");
  must(utimensat(AT_FDCWD, "file", 0, 0));
  must(fstat(fd, &st));
  check("null_sets_mtime_to_now", is_now(st.st_mtim), "now");

  must(utimensat(AT_FDCWD, "link", (struct timespec[]){{7, 7}, {8, 8}}, AT_SYMLINK_NOFOLLOW));
  must(lstat("link", &st));
  check("link_itself", at(st.st_mtim), "8.8");
  must(stat("link", &st));
  check("target_untouched", is_now(st.st_mtim), "now");
  must(utimensat(AT_FDCWD, "link", (struct timespec[]){{7, 7}, {9, 9}}, 0));
  must(fstat(fd, &st));
  check("through_link", at(st.st_mtim), "9.9");
  must(utimes("file", (struct timeval[]){{-5, 250000}, {10, 999999}}));
  must(fstat(fd, &st));
  check("utimes_before_1970", at(st.st_atim), "-5.250000000");
  check("utimes_microseconds", at(st.st_mtim), "10.999999000");
  check("bad_nanoseconds", call(futimens(fd, (struct timespec[]){{0, 1000000000}, {0, 0}})), "EINVAL");
  check("missing", call(utimensat(AT_FDCWD, "none", 0, 0)), "ENOENT");
  return verdict();
}
