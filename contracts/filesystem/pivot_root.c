/* Contract:  pivot_root makes a mount the root and puts the old one below it, from where it can be unmounted.
 * Source:    pivot_root(2). The root that a user namespace began with is locked: EINVAL before EBUSY
 * Covers:    pivot_root mount umount2 chdir
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/mount.h>

static const char *pivot(const char *new, const char *old) { return call(syscall(SYS_pivot_root, new, old)); }

int main(void) {
  scratch();
  must(mkdir("new", 0755));
  must(mkdir("plain", 0755));
  check("not_a_mount", pivot("new", "new"), "EINVAL");
  must(mount("none", "new", "tmpfs", 0, 0));
  must(mkdir("new/old", 0755));
  must(mkdir("new/dir", 0755));
  must(close((int)must(creat("new/file", 0600))));
  check("missing", pivot("none", "new/old"), "ENOENT");
  check("old_missing", pivot("new", "new/none"), "ENOENT");
  check("file", pivot("new/file", "new/old"), "ENOTDIR");
  check("old_on_the_root", pivot("new", "plain"), "EBUSY");
  check("root_itself", pivot("/", "/"), "EINVAL");
  int before = (int)must(open("plain", O_RDONLY)), go[2];
  must(pipe(go));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    char byte;
    close(go[1]);
    if (chdir("/") || read(go[0], &byte, 1)) _exit(2);
    _exit(access("file", F_OK) == 0 ? 0 : 1);
  }
  must(close(go[0]));
  await_sleep(child);
  check("pivot", pivot("new", "new/old"), "0");
  check("new_root", call(access("/file", F_OK)), "0");
  check("old_root_below", call(access("/old/proc/self", F_OK)), "0");
  check("cwd_stays_where_it_was", call(access("plain", F_OK)), "0");
  must(close(go[1]));
  check("others_come_along", reap(child), "exited 0");
  check("dotdot_of_root", call(access("/../file", F_OK)), "0");
  check("busy", call(umount2("/old", 0)), "EBUSY");
  must(chdir("/"));
  check("detach", call(umount2("/old", MNT_DETACH)), "0");
  check("old_root_gone", call(access("/old/proc", F_OK)), "ENOENT");
  check("directory_can_go", call(rmdir("/old")), "0");
  check("open_one_lives", call(faccessat(before, ".", F_OK, 0)), "0");
  check("new_root_is_writable", call(mkdir("/fresh", 0700)), "0");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("without_capability", pivot("/", "/"), "EPERM");
  check("mount_without_capability", call(mount("none", "/dir", "tmpfs", 0, 0)), "EPERM");
  check("umount_without_capability", call(umount2("/dir", 0)), "EPERM");
  return verdict();
}
