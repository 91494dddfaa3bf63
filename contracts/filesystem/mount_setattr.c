/* Contract:  mount_setattr sets and clears attributes of one mount or of a tree, and its propagation; nothing changes
 *            when one mount of the tree cannot, and an access-time rule is only changed as a whole.
 * Source:    mount_setattr(2); fs/namespace.c, do_mount_setattr
 * Covers:    mount_setattr
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include "mount-api.h"

static const char *set(const char *path, unsigned flags, uint64_t on, uint64_t off, uint64_t propagation) {
  return call(mount_setattr(AT_FDCWD, path, flags, &(struct attributes){on, off, propagation, 0}, 32));
}

/* Flags and optional fields of a mount, without numbers. */
static const char *shown(const char *name) {
  char *out = contract_text();
  must(read_whole("/proc/self/mountinfo"));
  for (char *line = strtok(whole, "\n"); line; line = strtok(0, "\n")) {
    char *at = strstr(line, name);
    if (!at) continue;
    at += strlen(name) + 1;
    *strstr(at, " - ") = 0;
    for (char *digits = strchr(at, ':'); digits; digits = strchr(at, ':')) {
      char *end = digits;
      while (*end && *end != ' ') end++;
      memmove(digits, end, strlen(end) + 1);
    }
    return contract_append(out, at);
  }
  return "none";
}

int main(void) {
  scratch();
  must(mkdir("top", 0700));
  must(mount("none", "top", "tmpfs", 0, 0));
  must(mkdir("top/low", 0700));
  must(mount("none", "top/low", "tmpfs", 0, 0));
  check("small_struct", call(mount_setattr(AT_FDCWD, "top", 0, &(struct attributes){0}, 24)), "EINVAL");
  check("huge_struct", call(mount_setattr(AT_FDCWD, "top", 0, &(struct attributes){0}, 8192)), "E2BIG");
  check("unknown_flag", set("top", 0x2000, 0, 0, 0), "EINVAL");
  check("unknown_attribute", set("top", 0, 0x100, 0, 0), "EINVAL");
  check("two_propagations", set("top", 0, 0, 0, MS_SHARED | MS_PRIVATE), "EINVAL");
  check("other_propagation", set("top", 0, 0, 0, MS_RDONLY), "EINVAL");
  check("nothing", set("top", 0, 0, 0, 0), "0");
  must(mkdir("top/folder", 0700));
  check("no_mount_point", set("top/folder", 0, ATTR_RDONLY, 0, 0), "EINVAL");
  check("read_only", set("top", 0, ATTR_RDONLY | ATTR_NODEV, 0, 0), "0");
  check("shown", shown("/top"), "ro,nodev,relatime");
  check("only_this", shown("/top/low"), "rw,relatime");
  check("writing", call(mkdir("top/x", 0700)), "EROFS");
  check("clear_one", set("top", 0, 0, ATTR_RDONLY, 0), "0");
  check("one_cleared", shown("/top"), "rw,nodev,relatime");
  check("whole_tree", set("top", AT_WHOLE_TREE, ATTR_NOSUID | ATTR_NOEXEC, ATTR_NODEV, 0), "0");
  check("tree_top", shown("/top"), "rw,nosuid,noexec,relatime");
  check("tree_low", shown("/top/low"), "rw,nosuid,noexec,relatime");
  int writer = (int)must(open("top/low/w", O_CREAT | O_WRONLY, 0600));
  check("one_is_written", set("top", AT_WHOLE_TREE, ATTR_RDONLY, 0, 0), "EBUSY");
  check("nothing_changed", shown("/top"), "rw,nosuid,noexec,relatime");
  close(writer);
  check("atime_without_clear", set("top", 0, ATTR_NOATIME, 0, 0), "EINVAL");
  check("atime_partly", set("top", 0, ATTR_NOATIME, ATTR_STRICTATIME, 0), "EINVAL");
  check("noatime", set("top", 0, ATTR_NOATIME, ATTR_ATIME, 0), "0");
  check("noatime_shown", shown("/top"), "rw,nosuid,noexec,noatime");
  check("strictatime", set("top", 0, ATTR_STRICTATIME, ATTR_ATIME, 0), "0");
  check("strictatime_shown", shown("/top"), "rw,nosuid,noexec");
  check("two_atimes", set("top", 0, ATTR_STRICTATIME | ATTR_NOATIME, ATTR_ATIME, 0), "EINVAL");
  check("back_to_relatime", set("top", 0, 0, ATTR_ATIME, 0), "0");
  check("nodiratime", set("top", 0, ATTR_NODIRATIME, 0, 0), "0");
  check("nodiratime_shown", shown("/top"), "rw,nosuid,noexec,nodiratime,relatime");
  check("nosymfollow", set("top", 0, ATTR_NOSYMFOLLOW, ATTR_NODIRATIME, 0), "0");
  check("nosymfollow_shown", shown("/top"), "rw,nosuid,noexec,relatime,nosymfollow");
  must(symlink("folder", "top/link"));
  check("link_not_followed", made(open("top/link", O_RDONLY)), "ELOOP");
  check("link_itself", made(open("top/link", O_PATH | O_NOFOLLOW)), "ok");
  char target[16];
  check("link_is_read", text(target, readlink("top/link", target, 16)), "folder");
  check("shared", set("top", AT_WHOLE_TREE, 0, ATTR_NOSYMFOLLOW, MS_SHARED), "0");
  check("shared_top", shown("/top"), "rw,nosuid,noexec,relatime shared");
  check("shared_low", shown("/top/low"), "rw,nosuid,noexec,relatime shared");
  check("unbindable", set("top/low", 0, 0, 0, MS_UNBINDABLE), "0");
  check("unbindable_shown", shown("/top/low"), "rw,nosuid,noexec,relatime unbindable");
  int detached = detached_tmpfs();
  check("detached", call(mount_setattr(detached, "", AT_EMPTY_PATH, &(struct attributes){ATTR_RDONLY, 0, 0, 0}, 32)), "0");
  check("detached_is_read_only", call(mkdirat(detached, "x", 0700)), "EROFS");
  return verdict();
}
