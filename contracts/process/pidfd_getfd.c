/* Contract:  pidfd_getfd duplicates a descriptor of another process: the same open file, closed on exec; a number that
 *            is not open is EBADF; clone makes a pidfd with CLONE_PIDFD.
 * Source:    pidfd_getfd(2); clone(2), CLONE_PIDFD
 * Covers:    pidfd_getfd clone
 */
#include "contract.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

int main(void) {
  int told[2], hold[2], fd = -1;
  char byte, path[32] = "";
  scratch();
  must(pipe(told));
  must(pipe(hold));
  pid_t child = (pid_t)must(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &fd, 0, 0));
  if (child == 0) {
    close(hold[1]);
    int file = open("file", O_CREAT | O_RDWR, 0600);
    if (file < 0 || dup2(file, 20) != 20 || write(20, "hello", 5) != 5) _exit(1);
    (void)!write(told[1], "x", 1);
    (void)!read(hold[0], &byte, 1);
    _exit(lseek(20, 0, SEEK_CUR) == 2 ? 3 : 4);
  }
  must(read(told[0], &byte, 1));
  check("pidfd_close_on_exec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  int copy = (int)must(syscall(SYS_pidfd_getfd, fd, 20, 0));
  check("copy_close_on_exec", descriptor_flags(fcntl(copy, F_GETFD)), "FD_CLOEXEC");
  check("offset_is_shared", call(lseek(copy, 0, SEEK_CUR)), "5");
  check("seek", call(lseek(copy, 2, SEEK_SET)), "2");
  check("same_file", text(path, pread(copy, path, 5, 0)), "hello");
  check("not_open", call(syscall(SYS_pidfd_getfd, fd, 21, 0)), "EBADF");
  check("negative", call(syscall(SYS_pidfd_getfd, fd, -1, 0)), "EBADF");
  check("flags", call(syscall(SYS_pidfd_getfd, fd, 20, 1)), "EINVAL");
  check("no_pidfd", call(syscall(SYS_pidfd_getfd, hold[0], 20, 0)), "EBADF");
  must(close(hold[1]));
  check("child_saw_the_seek", reap(child), "exited 3");
  check("gone", call(syscall(SYS_pidfd_getfd, fd, 20, 0)), "ESRCH");
  check("copy_lives", call(lseek(copy, 0, SEEK_CUR)), "2");
  return verdict();
}
