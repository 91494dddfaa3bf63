/* Contract:  unshare(CLONE_NEWNS) copies the mounts: what is mounted and unmounted afterwards is one's own, open files and
 *            the working directory go along.
 * Source:    mount_namespaces(7)
 * Covers:    unshare mount umount2 setns
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static const char *seen(void) { return join(made(access("a/here", F_OK)), join(" ", made(access("b/there", F_OK)))); }

static void mounted(const char *path, const char *name) {
  must(mount("none", path, "tmpfs", 0, 0));
  close((int)must(open(join(join(path, "/"), name), O_CREAT | O_WRONLY, 0600)));
}

static const char *changes(void) {
  must(umount2("a", MNT_DETACH));
  mounted("b", "there");
  return seen();
}

int main(void) {
  int old = (int)must(open("/proc/self/ns/mnt", O_RDONLY));
  unsigned long before = inode_of("/proc/self/ns/mnt");
  scratch();
  must(mkdir("a", 0700));
  must(mkdir("b", 0700));
  mounted("a", "here");
  check("before", seen(), "ok ENOENT");
  check("child", said_by_child(CLONE_NEWNS, changes), "ENOENT ok");
  check("parent_keeps", seen(), "ok ENOENT");
  check("unshare", call(unshare(CLONE_NEWNS)), "0");
  check("other_namespace", inode_of("/proc/self/ns/mnt") != before, 1);
  check("same_place", seen(), "ok ENOENT");
  int fd = (int)must(open("a/here", O_RDONLY));
  check("changes", changes(), "ENOENT ok");
  check("open_file_stays", call(write(fd, "x", 1)), "EBADF");
  check("back", call(setns(old, CLONE_NEWNS)), "0");
  char cwd[64];
  check("at_the_root", getcwd(cwd, sizeof cwd) ? cwd : "none", "/");
  return verdict();
}
