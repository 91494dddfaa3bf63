/* Contract:  Mounts of one peer group pass on what is mounted below one of them and what is taken away; a private mount
 *            does not.
 * Source:    mount_namespaces(7), "Shared subtrees"
 * Covers:    mount umount2 unshare
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static void directory(const char *path) { must(mkdir(path, 0700)); }
static const char *seen(const char *path) { return access(join(path, "/file"), F_OK) ? "no" : "yes"; }

static const char *all(const char *name) {
  return join(join(seen(join("a/", name)), " "), join(seen(join("b/", name)), join(" ", seen(join("c/", name)))));
}

static void mounted(const char *path) {
  must(mount("none", path, "tmpfs", 0, 0));
  close((int)must(open(join(path, "/file"), O_CREAT | O_WRONLY, 0600)));
}

static const char *in_another_namespace(void) {
  mounted("a/2");
  return all("2");
}

int main(void) {
  scratch();
  directory("a"), directory("b"), directory("c");
  must(mount("none", "a", "tmpfs", 0, 0));
  directory("a/1"), directory("a/2"), directory("a/3");
  check("make_shared", call(mount(0, "a", 0, MS_SHARED, 0)), "0");
  must(mount("a", "b", 0, MS_BIND, 0));
  must(mount("a", "c", 0, MS_BIND, 0));
  check("make_private", call(mount(0, "c", 0, MS_PRIVATE, 0)), "0");
  mounted("a/1");
  check("mounted", all("1"), "yes yes no");
  check("unmount_the_other", call(umount("b/1")), "0");
  check("unmounted", all("1"), "no no no");
  check("inside", said_by_child(CLONE_NEWNS, in_another_namespace), "yes yes no");
  check("came_out", all("2"), "yes yes no");
  check("busy", call(umount("a")), "EBUSY");
  mounted("c/3");
  check("private_keeps", all("3"), "no no yes");
  check("two_kinds", call(mount(0, "a", 0, MS_SHARED | MS_PRIVATE, 0)), "EINVAL");
  check("with_other_flags", call(mount(0, "a", 0, MS_SHARED | MS_RDONLY, 0)), "EINVAL");
  check("no_mount_point", call(mount(0, "a/2/file", 0, MS_SHARED, 0)), "EINVAL");
  check("move_from_shared", call(mount("a/2", "c/1", 0, MS_MOVE, 0)), "EINVAL");
  return verdict();
}
