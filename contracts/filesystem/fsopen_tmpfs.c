/* Contract:  A file system is made in steps: fsopen opens a context, fsconfig sets what it is to be and creates it once,
 *            fsmount makes a mount that stands nowhere, and move_mount puts it into the tree.
 * Source:    fsopen(2), fsconfig(2), fsmount(2); fs/fsopen.c
 * Covers:    fsopen fsconfig fsmount move_mount
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include "mount-api.h"

static const char *options(const char *place) {
  must(read_whole("/proc/self/mounts"));
  for (char *line = strtok(whole, "\n"); line; line = strtok(0, "\n")) {
    char *at = strstr(line, place);
    if (!at) continue;
    *strstr(at, "50") = 0;
    return join(at + strlen(place) + 1, "50");
  }
  return "none";
}

int main(void) {
  scratch();
  must(mkdir("place", 0700));
  check("unknown_type", made(fsopen("nosuchfs", 0)), "ENODEV");
  check("unknown_flag", made(fsopen("tmpfs", 2)), "EINVAL");
  check("no_name", made(fsopen(0, 0)), "EFAULT");
  int context = fsopen("tmpfs", 1);
  check("open", made(context), "ok");
  check("close_on_exec", descriptor_flags(fcntl(context, F_GETFD)), "FD_CLOEXEC");
  check("open_flags", open_flags(fcntl(context, F_GETFL)), "O_RDWR");
  check("link", link_of(join("/proc/self/fd/", number(context, 10))), "anon_inode:[fscontext]");
  check("mount_too_early", made(fsmount(context, 0, 0)), "EINVAL");
  check("size", call(fsconfig(context, SET_STRING, "size", "64k", 0)), "0");
  check("mode", call(fsconfig(context, SET_STRING, "mode", "750", 0)), "0");
  check("source", call(fsconfig(context, SET_STRING, "source", "origin", 0)), "0");
  check("source_again", call(fsconfig(context, SET_STRING, "source", "other", 0)), "EINVAL");
  check("unknown_key", call(fsconfig(context, SET_STRING, "sizes", "1", 0)), "EINVAL");
  check("wrong_value", call(fsconfig(context, SET_STRING, "mode", "999", 0)), "EINVAL");
  check("flag_with_value", call(fsconfig(context, SET_FLAG, "size", 0, 0)), "EINVAL");
  check("value_of_a_flag", call(fsconfig(context, SET_FLAG, "ro", "x", 0)), "EINVAL");
  check("string_with_more", call(fsconfig(context, SET_STRING, "size", "4k", 1)), "EINVAL");
  check("no_key", call(fsconfig(context, SET_STRING, 0, "4k", 0)), "EINVAL");
  check("long_key", call(fsconfig(context, SET_STRING, "a-key-that-is-longer-than-255-bytes-............................."
                                  "......................................................................................"
                                  "......................................................................................"
                                  "..................", "4k", 0)), "EINVAL");
  check("unknown_command", call(fsconfig(context, 77, 0, 0, 0)), "EOPNOTSUPP");
  check("create_with_key", call(fsconfig(context, CREATE, "x", 0, 0)), "EINVAL");
  check("reconfigure_too_early", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "EBUSY");
  check("not_a_context", call(fsconfig(0, CREATE, 0, 0, 0)), "EINVAL");
  check("no_descriptor", call(fsconfig(-1, CREATE, 0, 0, 0)), "EINVAL");
  check("closed_descriptor", call(fsconfig(99, CREATE, 0, 0, 0)), "EBADF");
  check("create", call(fsconfig(context, CREATE, 0, 0, 0)), "0");
  check("create_twice", call(fsconfig(context, CREATE, 0, 0, 0)), "EBUSY");
  check("config_too_late", call(fsconfig(context, SET_STRING, "size", "4k", 0)), "EBUSY");
  check("mount_flags", made(fsmount(context, 2, 0)), "EINVAL");
  check("mount_attributes", made(fsmount(context, 0, 0x100)), "EINVAL");
  int mounted = fsmount(context, 1, ATTR_NOSUID | ATTR_NODEV);
  check("mount", made(mounted), "ok");
  check("mount_twice", made(fsmount(context, 0, 0)), "EBUSY");
  check("mount_descriptor", open_flags(fcntl(mounted, F_GETFL)), "O_RDONLY|O_PATH");
  check("mount_close_on_exec", descriptor_flags(fcntl(mounted, F_GETFD)), "FD_CLOEXEC");
  file_at(mounted, "file");
  check("not_in_the_tree", seen("place/file"), "ENOENT");
  check("move_without_empty_path", call(move_mount(mounted, "", AT_FDCWD, "place", 0)), "ENOENT");
  check("move", call(move_mount(mounted, "", AT_FDCWD, "place", F_EMPTY_PATH)), "0");
  check("in_the_tree", seen("place/file"), "there");
  check("options", options("place"), "tmpfs rw,nosuid,nodev,relatime,size=64k,mode=750");
  return verdict();
}
