/* Contract:  MS_RDONLY, MS_NOEXEC, MS_NODEV, MS_NOATIME of a mount, and MS_REMOUNT|MS_BIND for one mount of several.
 * Source:    mount(2)
 * Covers:    mount umount2 open write chmod mkdir unlink rename utimensat access execve
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/mount.h>

/* Nothing may stay open, or the mount is busy. */
static const char *opened(int fd) { return fd == -1 || close(fd) ? error_name(errno) : "ok"; }

int main(void) {
  scratch();
  must(mkdir("a", 0755));
  must(mkdir("b", 0755));
  must(mount("none", "a", "tmpfs", 0, 0));
  int writer = (int)must(open("a/file", O_CREAT | O_RDWR, 0755));
  must(mkfifo("a/fifo", 0600));
  check("bind", call(mount("a", "b", 0, MS_BIND, 0)), "0");
  check("bind_sees_the_same", call(access("b/file", F_OK)), "0");
  check("remount_busy", call(mount(0, "a", 0, MS_REMOUNT | MS_RDONLY, 0)), "EBUSY");
  check("remount_bind_read_only", call(mount(0, "b", 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0)), "0");
  check("creat", opened(creat("b/new", 0600)), "EROFS");
  check("open_write", opened(open("b/file", O_WRONLY)), "EROFS");
  check("open_trunc", opened(open("b/file", O_RDONLY | O_TRUNC)), "EROFS");
  check("open_creat_existing", opened(open("b/file", O_RDONLY | O_CREAT, 0600)), "ok");
  check("open_read", opened(open("b/file", O_RDONLY)), "ok");
  check("open_fifo", opened(open("b/fifo", O_RDWR)), "ok");
  check("mkdir", call(mkdir("b/dir", 0700)), "EROFS");
  check("mkdir_existing", call(mkdir("b/file", 0700)), "EEXIST");
  check("unlink", call(unlink("b/file")), "EROFS");
  check("unlink_missing", call(unlink("b/none")), "EROFS");
  check("rename", call(rename("b/file", "b/moved")), "EROFS");
  check("link", call(link("b/file", "b/twin")), "EROFS");
  check("symlink", call(symlink("x", "b/link")), "EROFS");
  check("chmod", call(chmod("b/file", 0600)), "EROFS");
  check("chown", call(chown("b/file", 0, 0)), "EROFS");
  check("truncate", call(truncate("b/file", 0)), "EROFS");
  check("utimensat", call(utimensat(AT_FDCWD, "b/file", 0, 0)), "EROFS");
  check("access_write", call(access("b/file", W_OK)), "EROFS");
  check("access_write_fifo", call(access("b/fifo", W_OK)), "0");
  check("other_mount_writable", opened(creat("a/new", 0600)), "ok");
  check("old_descriptor_writes", call(write(writer, "x", 1)), "1");
  check("noexec", call(mount(0, "b", 0, MS_REMOUNT | MS_BIND | MS_NOEXEC, 0)), "0");
  check("writable_again", opened(creat("b/new", 0600)), "ok");
  check("access_execute", call(access("b/file", X_OK)), "EACCES");
  check("access_execute_other", call(access("a/file", X_OK)), "0");
  check("execute", call(execve("b/file", (char *[]){"x", 0}, (char *[]){0})), "EACCES");
  struct timespec old[2] = {{1000, 0}, {2000, 0}};
  struct stat st;
  char byte;
  must(write(writer, "content", 7));
  must(mount(0, "b", 0, MS_REMOUNT | MS_BIND | MS_NOATIME, 0));
  must(utimensat(AT_FDCWD, "a/file", old, 0));
  int reader = (int)must(open("b/file", O_RDONLY));
  must(read(reader, &byte, 1));
  must(fstat(reader, &st));
  check("noatime", st.st_atime, 1000);
  must(close(reader));
  reader = (int)must(open("a/file", O_RDONLY));
  must(read(reader, &byte, 1));
  must(fstat(reader, &st));
  check("atime_by_the_other", st.st_atime != 1000, 1);
  must(close(reader));
  check("umount", call(umount2("b", 0)), "0");
  must(close(writer));
  check("remount_read_only", call(mount(0, "a", 0, MS_REMOUNT | MS_RDONLY, 0)), "0");
  check("all_read_only", opened(creat("a/new2", 0600)), "EROFS");
  return verdict();
}
