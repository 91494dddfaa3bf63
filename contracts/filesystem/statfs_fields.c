/* Contract:  statfs tells type, block size, blocks and inodes of the file system, and what is used changes with its
 *            files.
 * Source:    statfs(2)
 * Covers:    statfs fstatfs
 */
#include "contract.h"

#include <sys/statfs.h>

static struct statfs fs;

static const char *type(const char *path) {
  if (statfs(path, &fs)) return error_name(errno);
  return ONE_OF((long)fs.f_type, {0x01021994, "tmpfs"}, {0x9fa0, "proc"}, {0x50495045, "pipefs"},
                {0x534F434B, "sockfs"}, {0x09041934, "anon_inode"});
}

static const char *descriptor_type(int fd) {
  if (fstatfs(fd, &fs)) return error_name(errno);
  return ONE_OF((long)fs.f_type, {0x01021994, "tmpfs"}, {0x50495045, "pipefs"}, {0x534F434B, "sockfs"});
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), p[2], path = (int)must(open("file", O_PATH));
  must(pipe(p));
  check("tmp", type("file"), "tmpfs");
  check("block_size", fs.f_bsize, 4096);
  check("fragment_size", fs.f_frsize, 4096);
  check("blocks", fs.f_blocks, 16384);
  check("name_length", fs.f_namelen, 255);
  check("available_is_free", fs.f_bfree == fs.f_bavail, 1);
  long long free_blocks = (long long)fs.f_bfree, free_files = (long long)fs.f_ffree;
  static char bytes[40960];
  must(write(fd, bytes, sizeof bytes));
  check("fstatfs", descriptor_type(fd), "tmpfs");
  check("blocks_used", free_blocks - (long long)fs.f_bfree, 10);
  must(mkdir("dir", 0700));
  must(symlink("x", "link"));
  must(statfs(".", &fs));
  check("inodes_used", free_files - (long long)fs.f_ffree, 2);
  must(ftruncate(fd, 0));
  must(rmdir("dir"));
  must(unlink("link"));
  must(statfs(".", &fs));
  check("blocks_back", free_blocks - (long long)fs.f_bfree, 0);
  check("inodes_back", free_files - (long long)fs.f_ffree, 0);
  check("proc", type("/proc"), "proc");
  check("pipe", descriptor_type(p[0]), "pipefs");
  check("path", descriptor_type(path), "tmpfs");
  check("missing", type("none"), "ENOENT");
  check("through_file", type("file/x"), "ENOTDIR");
  check("closed", descriptor_type(99), "EBADF");
  check("bad_pointer", call(syscall(SYS_statfs, ".", 16)), "EFAULT");
  return verdict();
}
