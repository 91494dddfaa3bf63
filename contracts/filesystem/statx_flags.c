/* Contract:  statx tells the fields and attributes of each kind of file; flags and masks that do not exist are
 *            EINVAL.
 * Source:    statx(2)
 * Covers:    statx
 */
#include "contract.h"

/* As linux/stat.h has it, as far as it is used here. */
struct status {
  uint32_t mask, block_size;
  uint64_t attributes;
  uint32_t links, uid, gid;
  uint16_t mode, spare;
  uint64_t inode, size, blocks, attributes_mask;
  struct {
    int64_t seconds;
    uint32_t nanoseconds, reserved;
  } access, birth, change, modify;
  uint32_t rest[32];
};

static struct status st;

static const char *get(int fd, const char *path, int flags, unsigned mask) {
  memset(&st, 0xff, sizeof st);
  return call(syscall(SYS_statx, fd, path, flags, mask, &st));
}

int main(void) {
  scratch();
  umask(0);
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0640));
  must(write(fd, "12345", 5));
  must(symlink("file", "link"));
  check("file", get(AT_FDCWD, "file", 0, 0x7ff), "0");
  check("mode", mode(st.mode), "S_IFREG 0640");
  check("size", (long long)st.size, 5);
  check("blocks", (long long)st.blocks, 8);
  check("links", st.links, 1);
  check("block_size", st.block_size, 4096);
  check("basic_asked", number(st.mask & 0xfff, 16), "0x7ff");
  check("nothing_asked", get(AT_FDCWD, "file", 0, 0), "0");
  check("all_but_times_of_change", number(st.mask & 0xfff, 16), "0x73f");
  check("birth", get(AT_FDCWD, "file", 0, 0xfff), "0");
  check("birth_known", number(st.mask & 0xfff, 16), "0xfff");
  check("birth_before_modify", st.birth.seconds < st.modify.seconds || st.birth.nanoseconds <= st.modify.nanoseconds, 1);
  must(utimensat(AT_FDCWD, "file", (struct timespec[]){{5, 6}, {7, 8}}, 0));
  get(AT_FDCWD, "file", 0, 0xfff);
  check("access_time", join(number(st.access.seconds, 10), join(".", number(st.access.nanoseconds, 10))), "5.6");
  check("modify_time", join(number(st.modify.seconds, 10), join(".", number(st.modify.nanoseconds, 10))), "7.8");
  check("birth_untouched", st.birth.seconds > 7, 1);
  check("link_followed", get(AT_FDCWD, "link", 0, 0x7ff), "0");
  check("link_followed_mode", mode(st.mode), "S_IFREG 0640");
  check("link_itself", get(AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW, 0x7ff), "0");
  check("link_itself_mode", mode(st.mode), "S_IFLNK 0777");
  check("link_size", (long long)st.size, 4);
  check("mount_root", get(AT_FDCWD, "/proc", 0, 0x7ff), "0");
  check("mount_root_attribute", (st.attributes & 0x2000) != 0, 1);
  check("no_mount_root", get(AT_FDCWD, ".", 0, 0x7ff), "0");
  check("no_mount_root_attribute", (st.attributes & 0x2000) != 0, 0);
  check("force_sync", get(AT_FDCWD, "file", 0x2000, 0x7ff), "0");
  check("dont_sync", get(AT_FDCWD, "file", 0x4000, 0x7ff), "0");
  check("both_syncs", get(AT_FDCWD, "file", 0x6000, 0x7ff), "EINVAL");
  check("unknown_flag", get(AT_FDCWD, "file", 1, 0x7ff), "EINVAL");
  check("reserved_mask", get(AT_FDCWD, "file", 0, 0x80000000), "EINVAL");
  check("missing", get(AT_FDCWD, "none", 0, 0x7ff), "ENOENT");
  check("closed", get(99, "file", 0, 0x7ff), "EBADF");
  check("bad_buffer", call(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x7ff, 16)), "EFAULT");
  return verdict();
}
