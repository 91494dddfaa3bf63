/* Contract:  A bind mount shows a directory or a file in a second place; MS_REC takes mounts below along; moving a
 *            mount moves it.
 * Source:    mount(2), "Creating a bind mount", "Moving a mount"
 * Covers:    mount umount2
 * Requires:  namespaces
 */
#include "contract.h"

#include <sys/mount.h>

static const char *put(const char *from, const char *to, unsigned long flags) { return call(mount(from, to, 0, flags, 0)); }

int main(void) {
  scratch();
  must(mkdir("a", 0755));
  must(mkdir("b", 0755));
  must(mkdir("c", 0755));
  must(close((int)must(creat("a/file", 0600))));
  must(close((int)must(creat("target", 0600))));
  must(mkdir("a/sub", 0755));
  must(mount("none", "a/sub", "tmpfs", 0, 0));
  must(close((int)must(creat("a/sub/deep", 0600))));
  check("bind", put("a", "b", MS_BIND), "0");
  check("there", call(access("b/file", F_OK)), "0");
  check("mount_below_is_not", call(access("b/sub/deep", F_OK)), "ENOENT");
  check("recursive", put("a", "c", MS_BIND | MS_REC), "0");
  check("mount_below_is", call(access("c/sub/deep", F_OK)), "0");
  must(close((int)must(creat("b/made", 0600))));
  check("one_directory", call(access("a/made", F_OK)), "0");
  check("rename_across_binds", call(rename("b/made", "a/moved")), "EXDEV");
  check("link_across_binds", call(link("b/made", "a/twin")), "EXDEV");
  check("file_on_file", put("a/file", "target", MS_BIND), "0");
  check("unlink_mount_point", call(unlink("target")), "EBUSY");
  check("file_on_directory", put("a/file", "b", MS_BIND), "ENOTDIR");
  check("directory_on_file", put("a", "target", MS_BIND), "ENOTDIR");
  check("umount_file", call(umount2("target", 0)), "0");
  check("umount_recursive_root", call(umount2("c", 0)), "EBUSY");
  check("detach", call(umount2("c", MNT_DETACH)), "0");
  check("detached", call(access("c/sub/deep", F_OK)), "ENOENT");
  check("move", put("b", "c", MS_MOVE), "0");
  check("moved", call(access("c/file", F_OK)), "0");
  check("left", call(access("b/file", F_OK)), "ENOENT");
  check("move_no_mount", put("b", "c", MS_MOVE), "EINVAL");
  check("missing", put("none", "b", MS_BIND), "ENOENT");
  check("umount_no_mount", call(umount2("b", 0)), "EINVAL");
  check("umount_unknown_flag", call(umount2("c", 1 << 20)), "EINVAL");
  must(symlink("c", "link"));
  check("umount_nofollow", call(umount2("link", UMOUNT_NOFOLLOW)), "EINVAL");
  check("expire_first", call(umount2("c", MNT_EXPIRE)), "EAGAIN");
  check("expire_second", call(umount2("c", MNT_EXPIRE)), "0");
  check("expire_and_detach", call(umount2("a/sub", MNT_EXPIRE | MNT_DETACH)), "EINVAL");
  return verdict();
}
