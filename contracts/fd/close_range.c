/* Contract:  close_range closes every descriptor between two numbers, or marks them, and skips those that are not
 *            open.
 * Source:    close_range(2)
 * Covers:    close_range
 */
#include "contract.h"

enum { UNSHARE = 2, CLOEXEC = 4 };

static const char *range(unsigned first, unsigned last, unsigned flags) {
  return call(syscall(SYS_close_range, first, last, flags));
}

static const char *state(int fd) { return descriptor_flags(fcntl(fd, F_GETFD)); }

int main(void) {
  int fd = (int)must(open("/dev/null", O_RDONLY));
  for (int to = 10; to < 20; to++) must(dup2(fd, to));
  check("middle", range(12, 14, 0), "0");
  check("below", state(11), "0");
  check("first", state(12), "EBADF");
  check("last", state(14), "EBADF");
  check("above", state(15), "0");
  check("nothing_open", range(12, 14, 0), "0");
  check("one", range(15, 15, 0), "0");
  check("one_gone", state(15), "EBADF");
  check("mark", range(12, 17, CLOEXEC), "0");
  check("marked", state(16), "FD_CLOEXEC");
  check("marked_last", state(17), "FD_CLOEXEC");
  check("not_marked", state(18), "0");

  check("backwards", range(18, 17, 0), "EINVAL");
  check("unknown_flag", range(18, 19, 1), "EINVAL");
  check("still_open", state(18), "0");

  pid_t child = (pid_t)must(vfork());
  if (child == 0) _exit(0);
  reap(child);
  child = (pid_t)must(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(syscall(SYS_close_range, 18, ~0u, UNSHARE) == 0 && fcntl(18, F_GETFD) == -1 ? 0 : 1);
  check("unshare_in_child", reap(child), "exited 0");
  check("shared_table_untouched", state(18), "0");
  child = (pid_t)must(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(syscall(SYS_close_range, 19, ~0u, 0) == 0 ? 0 : 1);
  check("without_unshare", reap(child), "exited 0");
  check("shared_table_closed", state(19), "EBADF");
  check("to_the_end", range(3, ~0u, 0), "0");
  check("fd", state(fd), "EBADF");
  check("output_open", state(1), "0");
  return verdict();
}
