/* Contract:  cgroup2 can be mounted more than once: all mounts show one hierarchy, and options that it does not have are
 *            EINVAL.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Mounting"
 * Covers:    mount umount2
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/mount.h>
#include <sys/statfs.h>

int main(void) {
  struct stat here, there;
  scratch();
  must(mkdir("m", 0755));
  check("option", call(mount("x", "m", "cgroup2", 0, "luck")), "EINVAL");
  check("mounted", call(mount("x", "m", "cgroup2", 0, "nsdelegate")), "0");
  check("made_there", call(mkdir("m/a", 0755)), "0");
  check("seen_here", call(stat(HIERARCHY "/a", &here)), "0");
  must(stat("m/a", &there));
  check("same", here.st_ino == there.st_ino && here.st_dev == there.st_dev, 1);
  check("written_there", put("m/a/cgroup.max.depth", "5"), "ok");
  check("read_here", get(HIERARCHY "/a/cgroup.max.depth"), "5");
  check("removed_here", call(rmdir(HIERARCHY "/a")), "0");
  check("gone_there", call(stat("m/a", &there)), "ENOENT");
  check("unmounted", call(umount("m")), "0");
  return verdict();
}
