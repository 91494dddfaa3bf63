/* Contract:  Quotas are asked of a block device or of a file on their file system; tmpfs mounted without them has none.
 * Source:    quotactl(2), quotactl_fd(2); fs/quota/quota.c
 * Covers:    quotactl quotactl_fd
 * Requires:  namespaces
 * Linux:     since 5.14
 */
#include "contract.h"
#include <sys/mount.h>

enum { SYNC = 0x800001, GET_INFO = 0x800005, GET_QUOTA = 0x800007, QUOTACTL_FD = 443 };
static char answer[256];

int main(void) {
  scratch();
  must(mkdir("place", 0700));
  must(mount("none", "place", "tmpfs", 0, 0));
  int fd = (int)must(open("place", O_RDONLY));
  close((int)must(open("file", O_CREAT | O_WRONLY, 0600)));
  check("no_such_kind", call(syscall(SYS_quotactl, GET_QUOTA << 8 | 3, "file", 0, answer)), "EINVAL");
  check("no_device", call(syscall(SYS_quotactl, GET_QUOTA << 8, 0, 0, answer)), "ENODEV");
  check("sync_all", call(syscall(SYS_quotactl, SYNC << 8, 0, 0, 0)), "0");
  check("nothing_there", call(syscall(SYS_quotactl, GET_QUOTA << 8, "none", 0, answer)), "ENOENT");
  check("no_block_device", call(syscall(SYS_quotactl, GET_QUOTA << 8, "file", 0, answer)), "ENOTBLK");
  check("bad_name", call(syscall(SYS_quotactl, GET_QUOTA << 8, 8, 0, answer)), "EFAULT");
  check("by_descriptor", call(syscall(QUOTACTL_FD, fd, GET_QUOTA << 8, 0, answer)), "ENOSYS");
  check("info", call(syscall(QUOTACTL_FD, fd, GET_INFO << 8 | 1, 0, answer)), "ENOSYS");
  check("kind_by_descriptor", call(syscall(QUOTACTL_FD, fd, GET_QUOTA << 8 | 3, 0, answer)), "EINVAL");
  check("closed", call(syscall(QUOTACTL_FD, 99, GET_QUOTA << 8, 0, answer)), "EBADF");
  check("closed_kind", call(syscall(QUOTACTL_FD, 99, GET_QUOTA << 8 | 3, 0, answer)), "EBADF");
  return verdict();
}
