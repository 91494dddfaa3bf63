/* Contract:  flock takes any open file whatever its access mode, is apart from record locks, and is EINTR under a
 *            handler.
 * Source:    flock(2)
 * Covers:    flock fcntl
 */
#include "contract.h"

#include <sys/file.h>

static void ignore(int signal) { (void)signal; }

int main(void) {
  scratch();
  int w = (int)must(open("file", O_CREAT | O_WRONLY, 0600)), r = (int)must(open("file", O_RDONLY)), p[2], told[2];
  int dir = (int)must(open(".", O_RDONLY)), path = (int)must(open("file", O_PATH));
  must(pipe(p));
  must(pipe(told));
  check("exclusive_on_read_only", call(flock(r, LOCK_EX)), "0");
  check("shared_on_write_only", call(flock(w, LOCK_SH | LOCK_NB)), "EAGAIN");
  check("unlock_without_lock", call(flock(w, LOCK_UN)), "0");
  check("record_lock_does_not_mind", call(fcntl(w, F_SETLK, &(struct flock){.l_type = F_WRLCK})), "0");
  check("directory", call(flock(dir, LOCK_EX)), "0");
  check("pipe", call(flock(p[0], LOCK_EX)), "0");
  check("pipe_other_end", call(flock(p[1], LOCK_EX | LOCK_NB)), "EAGAIN");
  check("path", call(flock(path, LOCK_SH)), "EBADF");
  check("closed", call(flock(99, LOCK_SH)), "EBADF");
  check("closed_and_wrong", call(flock(99, 0)), "EINVAL");
  check("nothing", call(flock(r, 0)), "EINVAL");
  check("only_nonblock", call(flock(r, LOCK_NB)), "EINVAL");
  check("both_kinds", call(flock(r, LOCK_SH | LOCK_EX)), "EINVAL");
  check("unknown", call(flock(r, 64)), "EINVAL");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = ignore}, 0);
    write(told[1], "x", 1);
    _exit(flock(w, LOCK_SH) == -1 ? errno : 0);
  }
  char byte;
  must(read(told[0], &byte, 1));
  await_sleep(child);
  must(kill(child, SIGUSR1));
  int status;
  must(waitpid(child, &status, 0));
  check("interrupted", error_name(WEXITSTATUS(status)), "EINTR");
  must(unlink("file"));
  int fresh = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("new_file_of_the_name_is_free", call(flock(fresh, LOCK_EX | LOCK_NB)), "0");
  return verdict();
}
