/* Contract:  pipe2 sets O_NONBLOCK on both open files, O_DIRECT on the writing one, FD_CLOEXEC on both descriptors;
 *            pipe sets none.
 * Source:    pipe(2), Linux's create_pipe_files: the reading end does not show O_DIRECT
 * Covers:    pipe pipe2
 */
#include "contract.h"

static void try(const char *key, int flags, const char *reader, const char *writer, const char *descriptor) {
  int p[2];
  check(key, call(syscall(SYS_pipe2, p, flags)), "0");
  check(join(key, "_reader"), open_flags(fcntl(p[0], F_GETFL)), reader);
  check(join(key, "_writer"), open_flags(fcntl(p[1], F_GETFL)), writer);
  check(join(key, "_reader_fd"), descriptor_flags(fcntl(p[0], F_GETFD)), descriptor);
  check(join(key, "_writer_fd"), descriptor_flags(fcntl(p[1], F_GETFD)), descriptor);
  close(p[0]);
  close(p[1]);
}

int main(void) {
  try("none", 0, "O_RDONLY", "O_WRONLY", "0");
  try("nonblock", O_NONBLOCK, "O_RDONLY|O_NONBLOCK", "O_WRONLY|O_NONBLOCK", "0");
  try("cloexec", O_CLOEXEC, "O_RDONLY", "O_WRONLY", "FD_CLOEXEC");
  try("direct", O_DIRECT, "O_RDONLY", "O_WRONLY|O_DIRECT", "0");
  try("all", O_CLOEXEC | O_NONBLOCK | O_DIRECT, "O_RDONLY|O_NONBLOCK", "O_WRONLY|O_NONBLOCK|O_DIRECT",
      "FD_CLOEXEC");
  int p[2], *bad = (int *)16;
  check("plain_pipe", call(syscall(SYS_pipe, p)), "0");
  check("plain_reader", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY");
  check("unknown_flag", call(syscall(SYS_pipe2, p, O_APPEND)), "EINVAL");
  check("bad_pointer", call(syscall(SYS_pipe2, bad, 0)), "EFAULT");
  int next = (int)must(dup(0));
  check("nothing_left_open", next == p[1] + 1, 1);
  check("neither_end_left_open", call(fcntl(next + 1, F_GETFD)), "EBADF");
  char byte;
  check("read_from_writer", call(read(p[1], &byte, 1)), "EBADF");
  check("write_to_reader", call(write(p[0], "x", 1)), "EBADF");
  struct stat a, b;
  must(fstat(p[0], &a));
  must(fstat(p[1], &b));
  check("one_inode", a.st_ino == b.st_ino && a.st_dev == b.st_dev, 1);
  check("mode", mode(a.st_mode), "S_IFIFO 0600");
  return verdict();
}
