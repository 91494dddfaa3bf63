/* Contract:  A tmpfs mounted over a directory hides it, is a file system of its own, and is gone after umount.
 * Source:    mount(2), umount2(2), tmpfs(5)
 * Covers:    mount umount2 stat statfs rename link
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/mount.h>
#include <sys/statfs.h>

static dev_t device(const char *path) {
  struct stat st;
  must(stat(path, &st));
  return st.st_dev;
}

int main(void) {
  scratch();
  must(mkdir("dir", 0755));
  must(close((int)must(creat("dir/below", 0600))));
  must(close((int)must(creat("file", 0600))));
  int before = (int)must(open("dir", O_RDONLY));
  check("mount", call(mount("none", "dir", "tmpfs", 0, "size=64k,mode=700,nr_inodes=5")), "0");
  check("hidden", call(access("dir/below", F_OK)), "ENOENT");
  check("still_there_underneath", call(faccessat(before, "below", F_OK, 0)), "0");
  struct stat st;
  must(stat("dir", &st));
  check("mode", mode(st.st_mode), "S_IFDIR 0700");
  check("another_device", device("dir") != device("."), 1);
  check("dotdot_leaves_it", device("dir/..") == device("."), 1);
  struct statfs fs;
  must(statfs("dir", &fs));
  check("blocks", fs.f_blocks, 16);
  check("inodes", fs.f_files, 5);
  check("rename_across", call(rename("file", "dir/file")), "EXDEV");
  check("link_across", call(link("file", "dir/file")), "EXDEV");
  check("rmdir", call(rmdir("dir")), "EBUSY");
  check("rename_it", call(rename("dir", "other")), "EBUSY");
  int fd = (int)must(open("dir/inside", O_CREAT | O_RDWR, 0600));
  static char bytes[70000];
  check("size_limit", call(write(fd, bytes, sizeof bytes)), "65536");
  check("size_reached", call(write(fd, bytes, 1)), "ENOSPC");
  int made = 0;
  while (mkdir(join("dir/", number(made, 10)), 0700) == 0) made++;
  check("inode_limit", error_name(errno), "ENOSPC");
  check("made", made, 3);
  check("busy", call(umount2("dir", 0)), "EBUSY");
  must(close(fd));
  check("umount", call(umount2("dir", 0)), "0");
  check("back", call(access("dir/below", F_OK)), "0");
  check("nr_blocks", call(mount("none", "dir", "tmpfs", 0, "nr_blocks=3")), "0");
  must(statfs("dir", &fs));
  check("three_blocks", fs.f_blocks, 3);
  must(umount2("dir", 0));
  check("umount_again", call(umount2("dir", 0)), "EINVAL");
  check("umount_missing", call(umount2("none", 0)), "ENOENT");
  check("unknown_type", call(mount("none", "dir", "nosuchfs", 0, 0)), "ENODEV");
  check("unknown_option", call(mount("none", "dir", "tmpfs", 0, "nosuch=1")), "EINVAL");
  check("on_file", call(mount("none", "file", "tmpfs", 0, 0)), "ENOTDIR");
  check("on_missing", call(mount("none", "missing", "tmpfs", 0, 0)), "ENOENT");
  return verdict();
}
