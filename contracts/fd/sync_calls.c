/* Contract:  fsync, fdatasync and syncfs take files and directories; what has nothing to write back is EINVAL, O_PATH
 *            is EBADF.
 * Source:    fsync(2), sync(2), sync_file_range(2)
 * Covers:    sync syncfs fsync fdatasync sync_file_range
 */
#include "contract.h"

int main(void) {
  scratch();
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600)), dir = (int)must(open(".", O_RDONLY)), p[2];
  int read_only = (int)must(open("file", O_RDONLY)), path = (int)must(open("file", O_PATH));
  int null = (int)must(open("/dev/null", O_RDWR));
  must(pipe(p));
  must(write(file, "data", 4));
  const struct {
    const char *name;
    int fd;
    const char *fsync, *syncfs, *range;
  } kinds[] = {
      {"file", file, "0", "0", "0"},
      {"read_only", read_only, "0", "0", "0"},
      {"directory", dir, "0", "0", "0"},
      {"pipe", p[0], "EINVAL", "0", "ESPIPE"},
      {"null", null, "EINVAL", "0", "ESPIPE"},
      {"path", path, "EBADF", "EBADF", "EBADF"},
      {"closed", 99, "EBADF", "EBADF", "EBADF"},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    check(join(kinds[i].name, "_fsync"), call(fsync(kinds[i].fd)), kinds[i].fsync);
    check(join(kinds[i].name, "_fdatasync"), call(fdatasync(kinds[i].fd)), kinds[i].fsync);
    check(join(kinds[i].name, "_syncfs"), call(syncfs(kinds[i].fd)), kinds[i].syncfs);
    check(join(kinds[i].name, "_range"), call(sync_file_range(kinds[i].fd, 0, 4, SYNC_FILE_RANGE_WRITE)), kinds[i].range);
  }
  check("all_flags", call(sync_file_range(file, 0, 0, 7)), "0");
  check("no_flags", call(sync_file_range(file, 0, 0, 0)), "0");
  check("unknown_flag", call(sync_file_range(file, 0, 0, 8)), "EINVAL");
  check("negative_offset", call(sync_file_range(file, -1, 1, 1)), "EINVAL");
  check("negative_length", call(sync_file_range(file, 0, -1, 1)), "EINVAL");
  sync();
  char bytes[8];
  check("data_is_still_there", text(bytes, pread(file, bytes, 8, 0)), "data");
  return verdict();
}
