/* Contract:  Record locks check the access mode, the range and the kind, and conflict with other processes alone.
 * Source:    fcntl(2), "Advisory record locking"
 * Covers:    fcntl fork
 */
#include "contract.h"

static const char *lock(int fd, int command, short type, short whence, off_t start, off_t length) {
  return call(fcntl(fd, command, &(struct flock){.l_type = type, .l_whence = whence, .l_start = start, .l_len = length}));
}

/* Whether another process can lock byte `start`: its errno as exit status. */
static const char *other(int fd, short type, off_t start) {
  pid_t child = (pid_t)must(fork());
  if (child) {
    int status;
    must(waitpid(child, &status, 0));
    return error_name(WEXITSTATUS(status));
  }
  struct flock want = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1};
  _exit(fcntl(fd, F_SETLK, &want) == -1 ? errno : 0);
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), r = (int)must(open("file", O_RDONLY));
  int w = (int)must(open("file", O_WRONLY)), path = (int)must(open("file", O_PATH)), p[2];
  must(pipe(p));
  must(ftruncate(fd, 100));
  check("write_lock_needs_writing", lock(r, F_SETLK, F_WRLCK, SEEK_SET, 0, 1), "EBADF");
  check("read_lock_needs_reading", lock(w, F_SETLK, F_RDLCK, SEEK_SET, 0, 1), "EBADF");
  check("unlock_needs_neither", lock(r, F_SETLK, F_UNLCK, SEEK_SET, 0, 1), "0");
  check("unknown_type", lock(fd, F_SETLK, 7, SEEK_SET, 0, 1), "EINVAL");
  check("unknown_whence", lock(fd, F_SETLK, F_WRLCK, 9, 0, 1), "EINVAL");
  check("negative_start", lock(fd, F_SETLK, F_WRLCK, SEEK_SET, -1, 1), "EINVAL");
  check("length_before_start", lock(fd, F_SETLK, F_WRLCK, SEEK_SET, 5, -6), "EINVAL");
  check("overflow", lock(fd, F_SETLK, F_WRLCK, SEEK_SET, LLONG_MAX, 2), "EOVERFLOW");
  check("get_of_unlock", lock(fd, F_GETLK, F_UNLCK, SEEK_SET, 0, 1), "EINVAL");
  check("bad_pointer", call(fcntl(fd, F_SETLK, (void *)16)), "EFAULT");
  check("path", lock(path, F_SETLK, F_RDLCK, SEEK_SET, 0, 1), "EBADF");
  check("closed", lock(99, F_SETLK, F_RDLCK, SEEK_SET, 0, 1), "EBADF");
  check("pipe", lock(p[0], F_SETLK, F_RDLCK, SEEK_SET, 0, 1), "0");

  must(lseek(fd, 20, SEEK_SET));
  check("from_offset", lock(fd, F_SETLK, F_WRLCK, SEEK_CUR, 2, 1), "0");
  check("other_22", other(fd, F_RDLCK, 22), "EAGAIN");
  check("other_21", other(fd, F_RDLCK, 21), "0");
  check("from_end", lock(fd, F_SETLK, F_RDLCK, SEEK_END, -1, 1), "0");
  check("other_read_99", other(fd, F_RDLCK, 99), "0");
  check("other_write_99", other(fd, F_WRLCK, 99), "EAGAIN");
  check("own_read_lock_replaces", lock(fd, F_SETLK, F_RDLCK, SEEK_SET, 22, 1), "0");
  check("other_22_after_downgrade", other(fd, F_RDLCK, 22), "0");
  return verdict();
}
