/* Contract:  fspick opens a context on a file system that is mounted; what FSCONFIG_CMD_RECONFIGURE then changes is the
 *            file system, for all its mounts, and an attribute of a mount stays.
 * Source:    fspick(2), fsconfig(2), "FSCONFIG_CMD_RECONFIGURE"; fs/fsopen.c
 * Covers:    fspick fsconfig
 * Requires:  namespaces
 */
#include "contract.h"
#include "mount-api.h"

int main(void) {
  scratch();
  must(mkdir("a", 0700)), must(mkdir("b", 0700));
  must(mount("none", "a", "tmpfs", MS_NOEXEC, 0));
  must(mount("a", "b", 0, MS_BIND, 0));
  must(mkdir("a/inside", 0700));
  check("unknown_flag", made(fspick(AT_FDCWD, "a", 0x10)), "EINVAL");
  check("not_a_root", made(fspick(AT_FDCWD, "a/inside", 0)), "EINVAL");
  check("nothing_there", made(fspick(AT_FDCWD, "c", 0)), "ENOENT");
  check("empty_path", made(fspick(AT_FDCWD, "", 0)), "ENOENT");
  int context = fspick(AT_FDCWD, "a", 1);
  check("pick", made(context), "ok");
  check("close_on_exec", descriptor_flags(fcntl(context, F_GETFD)), "FD_CLOEXEC");
  check("create", call(fsconfig(context, CREATE, 0, 0, 0)), "EBUSY");
  check("mount", made(fsmount(context, 0, 0)), "EBUSY");
  check("read_only", call(fsconfig(context, SET_FLAG, "ro", 0, 0)), "0");
  file_at(AT_FDCWD, "a/before");
  int writer = (int)must(open("a/writer", O_CREAT | O_WRONLY, 0600));
  check("while_written", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "EBUSY");
  close(writer);
  close(context);
  context = (int)must(fspick(AT_FDCWD, "a", 0));
  must(fsconfig(context, SET_FLAG, "ro", 0, 0));
  check("reconfigure", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "0");
  check("write_here", made(open("a/new", O_CREAT | O_WRONLY, 0600)), "EROFS");
  check("write_there", made(open("b/new", O_CREAT | O_WRONLY, 0600)), "EROFS");
  check("writable", call(fsconfig(context, SET_FLAG, "rw", 0, 0)), "0");
  check("reconfigure_again", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "0");
  check("write_again", made(open("b/new", O_CREAT | O_WRONLY, 0600)), "ok");
  check("other_size", call(fsconfig(context, SET_STRING, "size", "8k", 0)), "0");
  check("reconfigure_size", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "0");
  char block[12288] = {1};
  int file = (int)must(open("b/large", O_CREAT | O_WRONLY, 0600));
  check("fills", call(write(file, block, sizeof block)), "8192");
  close(file);
  check("too_small_now", call(fsconfig(context, SET_STRING, "size", "4k", 0)), "0");
  check("reconfigure_small", call(fsconfig(context, RECONFIGURE, 0, 0, 0)), "EINVAL");
  return verdict();
}
