/* Contract:  stat, lstat and fstat agree: type, permissions, size, blocks of 512 bytes, device and inode of one file.
 * Source:    stat(2); inode(7)
 * Covers:    stat lstat fstat newfstatat write
 */
#include "contract.h"

int main(void) {
  struct stat a, b, link;
  static char page[4096];
  scratch();
  umask(0);
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0604));
  must(write(fd, page, sizeof page));
  must(write(fd, page, 1));
  must(symlink("file", "link"));
  must(fstat(fd, &a));
  check("mode", mode(a.st_mode), "S_IFREG 0604");
  check("size", a.st_size, 4097);
  check("blocks_of_512", a.st_blocks, 16);
  check("block_size", a.st_blksize, 4096);
  check("links", (long)a.st_nlink, 1);

  must(stat("link", &b));
  check("stat_follows", a.st_ino == b.st_ino && a.st_dev == b.st_dev, 1);
  must(lstat("link", &link));
  check("lstat_does_not", mode(link.st_mode), "S_IFLNK 0777");
  check("link_size", link.st_size, 4);
  check("link_inode_differs", link.st_ino != a.st_ino, 1);
  must(syscall(SYS_newfstatat, AT_FDCWD, "link", &b, AT_SYMLINK_NOFOLLOW));
  check("fstatat_nofollow", mode(b.st_mode), "S_IFLNK 0777");
  must(syscall(SYS_newfstatat, fd, "", &b, 0x1000 /* AT_EMPTY_PATH */));
  check("fstatat_empty_path", mode(b.st_mode), "S_IFREG 0604");

  int p[2];
  must(pipe(p));
  must(fstat(p[0], &b));
  check("pipe", mode(b.st_mode), "S_IFIFO 0600");
  must(stat(".", &b));
  check("directory", mode(b.st_mode), "S_IFDIR 0700");
  check("same_device", b.st_dev == a.st_dev, 1);
  check("missing", call(stat("none", &b)), "ENOENT");
  check("closed", call(fstat(99, &b)), "EBADF");
  check("bad_pointer", call(syscall(SYS_fstat, fd, (void *)8)), "EFAULT");
  return verdict();
}
