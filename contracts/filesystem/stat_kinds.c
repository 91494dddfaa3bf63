/* Contract:  stat tells kind, links, size, blocks and device of files, directories, links, FIFOs, sockets and
 *            devices.
 * Source:    stat(2), inode(7)
 * Covers:    stat lstat fstat
 */
#include "contract.h"

#include <sys/sysmacros.h>

/* "S_IFREG 0644 1 link size 5 blocks 8 rdev 0:0". */
static const char *tell(const struct stat *st) {
  const char *size = join(join(" size ", number(st->st_size, 10)), join(" blocks ", number(st->st_blocks, 10)));
  const char *device = join(join(" rdev ", number(major(st->st_rdev), 10)), join(":", number(minor(st->st_rdev), 10)));
  return join(join(mode(st->st_mode), join(" links ", number((long long)st->st_nlink, 10))), join(size, device));
}

static const char *of(const char *path) {
  struct stat st;
  return lstat(path, &st) ? error_name(errno) : tell(&st);
}

static const char *of_fd(int fd) {
  struct stat st;
  return fstat(fd, &st) ? error_name(errno) : tell(&st);
}

int main(void) {
  scratch();
  umask(0);
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0644)), p[2];
  must(pipe(p));
  check("empty", of("file"), "S_IFREG 0644 links 1 size 0 blocks 0 rdev 0:0");
  must(write(fd, "12345", 5));
  check("file", of("file"), "S_IFREG 0644 links 1 size 5 blocks 8 rdev 0:0");
  must(mkdir("dir", 0755));
  check("directory", of("dir"), "S_IFDIR 0755 links 2 size 40 blocks 0 rdev 0:0");
  must(close((int)must(creat("dir/a", 0600))));
  must(mkdir("dir/b", 0700));
  check("directory_with_two", of("dir"), "S_IFDIR 0755 links 3 size 80 blocks 0 rdev 0:0");
  must(rmdir("dir/b"));
  check("directory_with_one", of("dir"), "S_IFDIR 0755 links 2 size 60 blocks 0 rdev 0:0");
  must(symlink("somewhere", "link"));
  check("link", of("link"), "S_IFLNK 0777 links 1 size 9 blocks 0 rdev 0:0");
  must(mkfifo("fifo", 0600));
  check("fifo", of("fifo"), "S_IFIFO 0600 links 1 size 0 blocks 0 rdev 0:0");
  must(mknod("socket", S_IFSOCK | 0600, 0));
  check("socket", of("socket"), "S_IFSOCK 0600 links 1 size 0 blocks 0 rdev 0:0");
  must(mknod("whiteout", S_IFCHR | 0600, 0));
  check("whiteout", of("whiteout"), "S_IFCHR 0600 links 1 size 0 blocks 0 rdev 0:0");
  check("pipe", of_fd(p[0]), "S_IFIFO 0600 links 1 size 0 blocks 0 rdev 0:0");
  struct stat st;
  must(stat("/dev/null", &st));
  check("null", join(number(major(st.st_rdev), 10), join(":", number(minor(st.st_rdev), 10))), "1:3");
  must(stat("/dev/zero", &st));
  check("zero", join(number(major(st.st_rdev), 10), join(":", number(minor(st.st_rdev), 10))), "1:5");
  check("path", of_fd((int)must(open("file", O_PATH))), "S_IFREG 0644 links 1 size 5 blocks 8 rdev 0:0");
  check("closed", of_fd(99), "EBADF");
  check("missing", of("none"), "ENOENT");
  check("bad_path", of((char *)16), "EFAULT");
  check("bad_buffer", call(syscall(SYS_stat, "file", 16)), "EFAULT");
  return verdict();
}
