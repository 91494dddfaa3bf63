/* Contract:  mknod makes files, FIFOs and sockets for anyone, devices only with rights over the machine; other kinds
 *            are refused.
 * Source:    mknod(2). A mode without a kind makes a regular file; the sandbox mounts without devices
 * Covers:    mknod mknodat
 */
#include "contract.h"

#include <sys/sysmacros.h>

static const char *made_as(const char *name) {
  struct stat st;
  if (lstat(name, &st)) return error_name(errno);
  return mode(st.st_mode);
}

int main(void) {
  scratch();
  umask(027);
  check("regular", call(mknod("regular", S_IFREG | 0666, 0)), "0");
  check("regular_is", made_as("regular"), "S_IFREG 0640");
  check("no_kind", call(mknod("no_kind", 0604, 0)), "0");
  check("no_kind_is", made_as("no_kind"), "S_IFREG 0600");
  check("fifo", call(mknod("fifo", S_IFIFO | 0777, 0)), "0");
  check("fifo_is", made_as("fifo"), "S_IFIFO 0750");
  check("socket", call(mknod("socket", S_IFSOCK | 0777, 0)), "0");
  check("socket_is", made_as("socket"), "S_IFSOCK 0750");
  check("open_socket", made(open("socket", O_RDWR)), "ENXIO");
  check("open_socket_path", made(open("socket", O_PATH)), "ok");
  check("special_bits", call(mknod("special", S_IFREG | 07777, 0)), "0");
  check("special_is", made_as("special"), "S_IFREG 07750");
  check("character_device", call(mknod("null", S_IFCHR | 0666, makedev(1, 3))), "EPERM");
  check("block_device", call(mknod("disk", S_IFBLK | 0666, makedev(7, 0))), "EPERM");
  check("whiteout", call(mknod("whiteout", S_IFCHR | 0666, makedev(0, 0))), "0");
  check("whiteout_is", made_as("whiteout"), "S_IFCHR 0640");
  check("open_whiteout", made(open("whiteout", O_RDONLY)), "EACCES");
  check("directory", call(mknod("dir", S_IFDIR | 0777, 0)), "EPERM");
  check("link", call(mknod("link", S_IFLNK | 0777, 0)), "EINVAL");
  check("unknown_kind", call(mknod("unknown", 0030644, 0)), "EINVAL");
  check("existing", call(mknod("regular", S_IFREG | 0600, 0)), "EEXIST");
  check("missing_directory", call(mknod("none/x", S_IFREG | 0600, 0)), "ENOENT");
  check("trailing_slash", call(mknod("x/", S_IFREG | 0600, 0)), "ENOENT");
  check("at", call(mknodat(AT_FDCWD, "at", S_IFIFO | 0600, 0)), "0");
  check("empty", call(mknod("", S_IFREG | 0600, 0)), "ENOENT");
  return verdict();
}
