/* Contract:  posix_fadvise and readahead check descriptor, kind, advice and length, and change no data.
 * Source:    posix_fadvise(2), readahead(2)
 * Covers:    fadvise64 readahead
 */
#include "contract.h"

static const char *advise(int fd, off_t offset, off_t length, int advice) {
  return call(syscall(SYS_fadvise64, fd, offset, length, advice));
}

int main(void) {
  scratch();
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600)), dir = (int)must(open(".", O_RDONLY)), p[2];
  int w = (int)must(open("file", O_WRONLY)), path = (int)must(open("file", O_PATH));
  int null = (int)must(open("/dev/null", O_RDWR));
  must(pipe(p));
  must(write(file, "data", 4));
  static const struct contract_name all[] = {NAME(POSIX_FADV_NORMAL),   NAME(POSIX_FADV_RANDOM),   NAME(POSIX_FADV_SEQUENTIAL),
                                             NAME(POSIX_FADV_WILLNEED), NAME(POSIX_FADV_DONTNEED), NAME(POSIX_FADV_NOREUSE)};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) check(all[i].name, advise(file, 0, 4, (int)all[i].value), "0");
  check("unknown_advice", advise(file, 0, 4, 6), "EINVAL");
  check("negative_advice", advise(file, 0, 4, -1), "EINVAL");
  check("negative_length", advise(file, 0, -1, POSIX_FADV_NORMAL), "EINVAL");
  check("negative_offset", advise(file, -1, 1, POSIX_FADV_NORMAL), "0");
  check("write_only", advise(w, 0, 4, POSIX_FADV_WILLNEED), "0");
  check("directory", advise(dir, 0, 0, POSIX_FADV_NORMAL), "0");
  check("null", advise(null, 0, 0, POSIX_FADV_NORMAL), "0");
  check("pipe", advise(p[0], 0, 0, POSIX_FADV_NORMAL), "ESPIPE");
  check("pipe_unknown_advice", advise(p[0], 0, 0, 6), "ESPIPE");
  check("path", advise(path, 0, 0, POSIX_FADV_NORMAL), "EBADF");
  check("closed", advise(99, 0, 0, POSIX_FADV_NORMAL), "EBADF");

  check("readahead", call(readahead(file, 0, 4)), "0");
  check("readahead_beyond", call(readahead(file, 1000, 4)), "0");
  check("readahead_write_only", call(readahead(w, 0, 4)), "EBADF");
  check("readahead_directory", call(readahead(dir, 0, 4)), "EINVAL");
  check("readahead_pipe", call(readahead(p[0], 0, 4)), "EINVAL");
  check("readahead_null", call(readahead(null, 0, 4)), "EINVAL");
  check("readahead_closed", call(readahead(99, 0, 4)), "EBADF");
  char bytes[8];
  check("data", text(bytes, pread(file, bytes, 8, 0)), "data");
  return verdict();
}
