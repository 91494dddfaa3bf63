/* Contract:  Open file description locks belong to the open file: a second open conflicts, dup and fork share, close
 *            keeps.
 * Source:    fcntl(2), "Open file description locks (non-POSIX)"
 * Covers:    fcntl dup fork close
 */
#include "contract.h"

static struct flock got;

static const char *lock(int fd, int command, short type, off_t start, off_t length) {
  got = (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  return call(fcntl(fd, command, &got));
}

int main(void) {
  scratch();
  int a = (int)must(open("file", O_CREAT | O_RDWR, 0600)), b = (int)must(open("file", O_RDWR));
  check("lock", lock(a, F_OFD_SETLK, F_WRLCK, 0, 10), "0");
  check("other_open_conflicts", lock(b, F_OFD_SETLK, F_RDLCK, 5, 1), "EAGAIN");
  check("elsewhere_is_free", lock(b, F_OFD_SETLK, F_WRLCK, 10, 1), "0");
  check("record_lock_conflicts_too", lock(b, F_SETLK, F_WRLCK, 0, 1), "EAGAIN");
  check("get", lock(b, F_OFD_GETLK, F_WRLCK, 0, 1), "0");
  check("get_type", ONE_OF(got.l_type, NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK)), "F_WRLCK");
  check("get_pid", got.l_pid, -1);
  check("get_own", lock(a, F_OFD_GETLK, F_WRLCK, 0, 1), "0");
  check("own_does_not_conflict", ONE_OF(got.l_type, NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK)), "F_UNLCK");

  int copy = (int)must(dup(a));
  check("dup_is_the_same_owner", lock(copy, F_OFD_SETLK, F_RDLCK, 0, 10), "0");
  check("so_b_can_read", lock(b, F_OFD_SETLK, F_RDLCK, 0, 1), "0");
  check("b_releases", lock(b, F_OFD_SETLK, F_UNLCK, 0, 0), "0");
  must(close(copy));
  must(close((int)must(open("file", O_RDONLY))));
  check("closing_others_keeps_it", lock(b, F_OFD_SETLK, F_WRLCK, 0, 1), "EAGAIN");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    got = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET};
    _exit(fcntl(a, F_OFD_SETLK, &got) == 0 ? 0 : 1);
  }
  check("child_unlocks", reap(child), "exited 0");
  check("free", lock(b, F_OFD_SETLK, F_WRLCK, 0, 1), "0");
  must(close(b));
  check("freed_by_last_close", lock(a, F_OFD_SETLK, F_WRLCK, 0, 0), "0");

  got = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_pid = 1};
  check("pid_must_be_zero", call(fcntl(a, F_OFD_SETLK, &got)), "EINVAL");
  int r = (int)must(open("file", O_RDONLY));
  check("needs_writing", lock(r, F_OFD_SETLK, F_WRLCK, 0, 1), "EBADF");
  return verdict();
}
