/* Contract:  ustat tells the free blocks and inodes of the file system with a device number that is mounted.
 * Source:    ustat(2); fs/statfs.c
 * Covers:    ustat
 * Requires:  namespaces
 */
#include "contract.h"
#include <sys/mount.h>

int main(void) {
  scratch();
  must(mkdir("place", 0700));
  must(mount("none", "place", "tmpfs", 0, "size=64k,nr_inodes=10"));
  struct stat status;
  must(stat("place", &status));
  struct {
    int free;
    long inodes;
    char name[6], pack[6];
  } answer;
  memset(&answer, 7, sizeof answer);
  check("call", call(syscall(SYS_ustat, status.st_dev, &answer)), "0");
  check("free", answer.free, 16);
  check("inodes", answer.inodes, 9);
  check("name", answer.name[0] + answer.pack[0], 0);
  int fd = (int)must(open("place/file", O_CREAT | O_WRONLY, 0600));
  must(write(fd, "x", 1));
  must(syscall(SYS_ustat, status.st_dev, &answer));
  check("free_then", answer.free, 15);
  check("inodes_then", answer.inodes, 8);
  check("no_device", call(syscall(SYS_ustat, 0x999, &answer)), "EINVAL");
  check("bad_address", call(syscall(SYS_ustat, status.st_dev, 8)), "EFAULT");
  return verdict();
}
