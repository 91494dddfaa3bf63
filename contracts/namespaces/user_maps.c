/* Contract:  In a new user namespace nobody is anybody (65534) until uid_map and gid_map are written, once; then ids are
 *            translated both ways, and owners outside the map show as 65534.
 * Source:    user_namespaces(7), "User and group ID mappings: uid_map and gid_map"
 * Covers:    unshare getuid getresuid mount getgid stat chown setuid
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static const char *map(const char *file) { return field(join("/proc/self/", file), " "); }

static const char *owner(const char *path) {
  struct stat status;
  if (stat(path, &status)) return error_name(errno);
  return join(join(number(status.st_uid, 10), ":"), number(status.st_gid, 10));
}

int main(void) {
  scratch();
  close((int)must(open("before", O_CREAT | O_WRONLY, 0600)));
  must(mkdir("own", 0777));
  must(unshare(CLONE_NEWUSER | CLONE_NEWNS));
  must(mount("none", "own", "tmpfs", 0, 0));
  check("unmapped_uid", getuid(), 65534);
  check("unmapped_gid", getgid(), 65534);
  check("no_map", map("uid_map"), "none");
  check("unmapped_owner", owner("before"), "65534:65534");
  check("setuid_unmapped", call(setuid(0)), "EINVAL");
  check("create_unmapped", made(open("early", O_CREAT | O_WRONLY, 0600)), "ok");
  check("create_on_own_mount", made(open("own/early", O_CREAT | O_WRONLY, 0600)), "EOVERFLOW");
  check("mkdir_on_own_mount", call(mkdir("own/directory", 0700)), "EOVERFLOW");
  check("write_uid_map", put("/proc/self/uid_map", "1000 0 1\n"), "ok");
  check("uid", getuid(), 1000);
  check("gid_still_unmapped", getgid(), 65534);
  put("/proc/self/setgroups", "deny");
  check("write_gid_map", put("/proc/self/gid_map", "77 0 1"), "ok");
  check("gid", getgid(), 77);
  check("uid_map", map("uid_map"), "1000 0 1");
  check("gid_map", map("gid_map"), "77 0 1");
  check("write_again", put("/proc/self/uid_map", "0 0 1\n"), "EPERM");
  check("mapped_owner", owner("before"), "1000:77");
  check("root_owner", owner("/proc/1"), "1000:77");
  check("chown_known", call(chown("before", 1000, 77)), "0");
  check("chown_unknown", call(chown("before", 0, (gid_t)-1)), "EINVAL");
  check("setuid_known", call(setuid(1000)), "0");
  check("setuid_unknown", call(setuid(0)), "EINVAL");
  check("status", field("/proc/self/status", "Uid:"), "1000 1000 1000 1000");
  check("create", made(open("late", O_CREAT | O_WRONLY, 0600)), "ok");
  check("create_on_own_mount_later", made(open("own/late", O_CREAT | O_WRONLY, 0600)), "ok");
  check("created_owner", owner("late"), "1000:77");
  return verdict();
}
