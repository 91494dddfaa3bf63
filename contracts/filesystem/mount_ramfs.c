/* Contract:  ramfs takes its mode and no limits, shows no sizes, and has no extended attributes.
 * Source:    Documentation/filesystems/ramfs-rootfs-initramfs.rst; fs/ramfs/inode.c
 * Covers:    mount statfs
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/xattr.h>

int main(void) {
  scratch();
  must(mkdir("place", 0700));
  check("mount", call(mount("none", "place", "ramfs", 0, "mode=711")), "0");
  struct stat status;
  must(stat("place", &status));
  check("mode", mode(status.st_mode), "S_IFDIR 0711");
  struct statfs fs;
  must(statfs("place", &fs));
  check("type", number((long long)fs.f_type, 16), "0x858458f6");
  check("sizes", fs.f_blocks == 0 && fs.f_bfree == 0 && fs.f_files == 0, 1);
  int fd = (int)must(open("place/file", O_CREAT | O_RDWR, 0600));
  check("write", call(write(fd, "content", 7)), "7");
  char bytes[16];
  check("read", text(bytes, pread(fd, bytes, sizeof bytes, 0)), "content");
  check("attribute", call(fsetxattr(fd, "user.a", "x", 1, 0)), "EOPNOTSUPP");
  must(fstat(fd, &status));
  check("size", status.st_size, 7);
  observe("blocks", status.st_blocks);
  must(stat("place", &status));
  observe("folder_size", status.st_size);
  observe("folder_links", status.st_nlink);
  must(mkdir("place/folder", 0700));
  must(stat("place", &status));
  observe("folder_size_then", status.st_size);
  observe("folder_links_then", status.st_nlink);
  must(read_whole("/proc/self/mounts"));
  char *line = strstr(whole, "/place ");
  check("shown", text(line, strchr(line, '\n') - line), "/place ramfs rw,relatime,mode=711 0 0");
  must(mkdir("second", 0700));
  check("unknown_option", call(mount("none", "second", "ramfs", 0, "size=4k")), "0");
  must(stat("second", &status));
  check("usual_mode", mode(status.st_mode), "S_IFDIR 0755");
  check("wrong_mode", call(mount("none", "second", "ramfs", 0, "mode=x")), "EINVAL");
  return verdict();
}
