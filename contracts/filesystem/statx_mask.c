/* Contract:  statx says in stx_mask what it filled: the basic stats always, and the mount id when it is asked for.
 * Source:    statx(2), "The returned information"
 * Behaviour: B14
 * Covers:    statx
 */
#include "contract.h"

struct statx_time {
  int64_t seconds;
  uint32_t nanoseconds, reserved;
};
struct statx_answer { /* struct statx of linux/stat.h, which not every libc brings */
  uint32_t stx_mask, stx_blksize;
  uint64_t stx_attributes;
  uint32_t stx_nlink, stx_uid, stx_gid;
  uint16_t stx_mode, spare0;
  uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
  struct statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
  uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
  uint64_t stx_mnt_id, spare[13];
};
enum { BASIC_STATS = 0x7ff, MNT_ID = 0x1000, EMPTY_PATH = 0x1000, FORCE_AND_DONT_SYNC = 0x6000 };

static long ask(int fd, const char *path, int flags, unsigned mask, struct statx_answer *answer) {
  memset(answer, 0x55, sizeof *answer);
  return syscall(SYS_statx, fd, path, flags, mask, answer);
}

int main(void) {
  struct statx_answer file, other, proc;
  struct stat st;
  scratch();
  umask(0);
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0640));
  must(write(fd, "hello", 5));
  must(fstat(fd, &st));
  check("call", call(ask(AT_FDCWD, "file", 0, BASIC_STATS | MNT_ID, &file)), "0");
  check("basic_stats", file.stx_mask & BASIC_STATS, BASIC_STATS);
  check("mount_id", (file.stx_mask & MNT_ID) != 0, 1);
  check("mode", mode(file.stx_mode), "S_IFREG 0640");
  check("size", (long)file.stx_size, 5);
  check("nlink", file.stx_nlink, 1);
  check("inode_as_stat", file.stx_ino == st.st_ino, 1);
  check("mtime_as_stat", file.stx_mtime.seconds == st.st_mtim.tv_sec &&
                         file.stx_mtime.nanoseconds == st.st_mtim.tv_nsec, 1);
  check("spare_is_zero", (long)(file.spare0 | file.stx_mtime.reserved), 0);

  check("by_descriptor", call(ask(fd, "", EMPTY_PATH, BASIC_STATS | MNT_ID, &other)), "0");
  check("same_mount", other.stx_mnt_id == file.stx_mnt_id, 1);
  check("proc", call(ask(AT_FDCWD, "/proc", 0, BASIC_STATS | MNT_ID, &proc)), "0");
  check("proc_is_another_mount", proc.stx_mnt_id != file.stx_mnt_id, 1);

  check("empty_path_without_flag", call(ask(fd, "", 0, BASIC_STATS, &other)), "ENOENT");
  check("reserved_mask_bit", call(ask(fd, "", EMPTY_PATH, 0x80000000u, &other)), "EINVAL");
  check("both_sync_flags", call(ask(fd, "", EMPTY_PATH | FORCE_AND_DONT_SYNC, 0, &other)), "EINVAL");
  check("missing", call(ask(AT_FDCWD, "none", 0, BASIC_STATS, &other)), "ENOENT");
  return verdict();
}
