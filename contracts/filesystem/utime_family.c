/* Contract:  utime, utimes and futimesat set whole seconds, microseconds, or now for NULL; microseconds beyond a
 *            second are EINVAL.
 * Source:    utime(2), futimesat(2)
 * Covers:    utime utimes futimesat utimensat
 */
#include "contract.h"

#include <sys/time.h>

struct times {
  int64_t access, modify;
};

static const char *now_at(const char *path) {
  struct stat st;
  if (lstat(path, &st)) return error_name(errno);
  const char *a = join(join(number(st.st_atim.tv_sec, 10), "."), number(st.st_atim.tv_nsec, 10));
  return join(join(a, " "), join(join(number(st.st_mtim.tv_sec, 10), "."), number(st.st_mtim.tv_nsec, 10)));
}

static long fu(int fd, const char *path, long us) {
  return syscall(SYS_futimesat, fd, path, (struct timeval[]){{11, us}, {12, 1}});
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), dir = (int)must(open(".", O_RDONLY));
  must(symlink("file", "link"));
  check("utime", call(syscall(SYS_utime, "file", &(struct times){100, 200})), "0");
  check("utime_sets", now_at("file"), "100.0 200.0");
  check("utime_through_link", call(syscall(SYS_utime, "link", &(struct times){-7, 8})), "0");
  check("utime_before_1970", now_at("file"), "-7.0 8.0");
  check("utimes", call(syscall(SYS_utimes, "file", (struct timeval[]){{1, 2}, {3, 999999}})), "0");
  check("utimes_sets", now_at("file"), "1.2000 3.999999000");
  check("utimes_too_many", call(syscall(SYS_utimes, "file", (struct timeval[]){{1, 1000000}, {3, 0}})), "EINVAL");
  check("utimes_negative", call(syscall(SYS_utimes, "file", (struct timeval[]){{1, 0}, {3, -1}})), "EINVAL");
  check("utimes_kept", now_at("file"), "1.2000 3.999999000");
  check("futimesat", call(fu(dir, "file", 5)), "0");
  check("futimesat_sets", now_at("file"), "11.5000 12.1000");
  check("futimesat_null_path", call(fu(fd, 0, 7)), "0");
  check("futimesat_null_path_sets", now_at("file"), "11.7000 12.1000");
  check("futimesat_too_many", call(fu(dir, "file", 1000000)), "EINVAL");
  check("utime_null", call(syscall(SYS_utime, "file", 0)), "0");
  struct stat st;
  must(fstat(fd, &st));
  check("both_now", st.st_atim.tv_sec > 1000000 && st.st_mtim.tv_sec > 1000000, 1);
  check("missing", call(syscall(SYS_utime, "none", 0)), "ENOENT");
  check("through_file", call(syscall(SYS_utimes, "file/x", 0)), "ENOTDIR");
  check("bad_times", call(syscall(SYS_utimes, "file", 16)), "EFAULT");
  check("bad_path", call(syscall(SYS_utime, 16, 0)), "EFAULT");
  check("closed", call(fu(99, "file", 0)), "EBADF");
  check("closed_null_path", call(fu(99, 0, 0)), "EBADF");
  check("utimensat_unknown_flag", call(syscall(SYS_utimensat, dir, "file", 0, 1)), "EINVAL");
  check("utimensat_null_path_flags", call(syscall(SYS_utimensat, fd, 0, 0, AT_SYMLINK_NOFOLLOW)), "EINVAL");
  return verdict();
}
