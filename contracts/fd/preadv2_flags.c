/* Contract:  preadv2 and pwritev2: offset -1 means the file's own, RWF_APPEND goes to the end, unknown flags are
 *            EOPNOTSUPP.
 * Source:    readv(2). RWF_HIPRI is taken and has no effect on tmpfs; RWF_NOWAIT is not supported there
 * Covers:    preadv2 pwritev2
 */
#include "contract.h"

#include <sys/uio.h>

enum { HIPRI = 1, DSYNC = 2, SYNC = 4, NOWAIT = 8, APPEND = 16, NOAPPEND = 32 };

static long put(int fd, const char *bytes, off_t offset, int flags) {
  struct iovec part = {(void *)bytes, strlen(bytes)};
  return syscall(SYS_pwritev2, fd, &part, 1, offset, 0, flags);
}

static const char *get(int fd, off_t offset, int flags) {
  char bytes[32];
  struct iovec part = {bytes, sizeof bytes};
  return text(bytes, syscall(SYS_preadv2, fd, &part, 1, offset, 0, flags));
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), p[2];
  must(pipe2(p, O_NONBLOCK));
  check("write_at_own_offset", call(put(fd, "abcdef", -1, 0)), "6");
  check("own_offset_moved", call(lseek(fd, 0, SEEK_CUR)), "6");
  check("write_at_2", call(put(fd, "XX", 2, 0)), "2");
  check("own_offset_stays", call(lseek(fd, 0, SEEK_CUR)), "6");
  check("append", call(put(fd, "+", 0, APPEND)), "1");
  check("append_at_own_offset", call(put(fd, "-", -1, APPEND)), "1");
  check("own_offset_after_append", call(lseek(fd, 0, SEEK_CUR)), "8");
  check("read_at_0", get(fd, 0, 0), "abXXef+-");
  check("read_at_own_offset", get(fd, -1, 0), "");
  check("sync", call(put(fd, "s", 0, SYNC)), "1");
  check("dsync", call(put(fd, "d", 1, DSYNC)), "1");
  check("hipri_read", get(fd, 4, HIPRI), "ef+-");
  check("nowait_read", get(fd, 4, NOWAIT), "EOPNOTSUPP");
  check("nowait_write", call(put(fd, "n", 0, NOWAIT)), "EOPNOTSUPP");
  check("unknown_read", get(fd, 0, 0x4000), "EOPNOTSUPP");
  check("unknown_write", call(put(fd, "u", 0, 0x4000)), "EOPNOTSUPP");
  check("append_and_noappend", call(put(fd, "u", 0, APPEND | NOAPPEND)), "EINVAL");
  must(fcntl(fd, F_SETFL, O_APPEND));
  check("o_append", call(put(fd, "1", 0, 0)), "1");
  check("noappend", call(put(fd, "2", 0, NOAPPEND)), "1");
  check("file", get(fd, 0, 0), "2dXXef+-1");
  check("negative_offset", get(fd, -2, 0), "EINVAL");
  check("pipe_own_offset", call(put(p[1], "pipe", -1, 0)), "4");
  check("pipe_offset", call(put(p[1], "pipe", 0, 0)), "ESPIPE");
  check("pipe_read", get(p[0], -1, NOWAIT), "pipe");
  check("pipe_nowait_empty", get(p[0], -1, NOWAIT), "EAGAIN");
  return verdict();
}
