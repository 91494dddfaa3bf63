/* Contract:  RLIMIT_NOFILE bounds new descriptor numbers: EMFILE above it, while those already open go on working.
 * Source:    getrlimit(2), RLIMIT_NOFILE; dup(2); fcntl(2), F_DUPFD
 * Covers:    prlimit64 dup dup2 fcntl pipe fork
 */
#include "contract.h"

#include <sys/resource.h>

int main(void) {
  struct rlimit limit, now;
  int p[2];
  must(getrlimit(RLIMIT_NOFILE, &limit));
  rlim_t hard = limit.rlim_max;
  int fd = (int)must(open("/dev/null", O_RDWR)), high = (int)must(dup2(fd, 60)), last;
  limit.rlim_cur = 30;
  check("lower", call(setrlimit(RLIMIT_NOFILE, &limit)), "0");
  must(getrlimit(RLIMIT_NOFILE, &now));
  check("soft", (long)now.rlim_cur, 30);
  check("hard_stays", now.rlim_max == hard, 1);
  check("dup2_to_limit", call(dup2(fd, 30)), "EBADF");
  check("dup2_below", call(dup2(fd, 29)), "29");
  check("f_dupfd_from_limit", call(fcntl(fd, F_DUPFD, 30)), "EINVAL");
  check("f_dupfd_no_room", call(fcntl(fd, F_DUPFD, 29)), "EMFILE");
  check("above_still_works", call(write(high, "x", 1)), "1");
  while ((last = dup(fd)) != -1) {}
  check("dup", call(last), "EMFILE");
  check("open", made(open("/dev/null", O_RDONLY)), "EMFILE");
  check("pipe", call(pipe(p)), "EMFILE");
  must(close(28));
  check("pipe_needs_two", call(pipe(p)), "EMFILE");
  check("none_taken_by_failed_pipe", call(dup(fd)), "28");

  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(dup(fd) == -1 && errno == EMFILE ? 3 : 1);
  check("child_inherits", reap(child), "exited 3");
  limit.rlim_cur = hard;
  check("raise_to_hard", call(setrlimit(RLIMIT_NOFILE, &limit)), "0");
  check("dup_again", made(dup(fd)), "ok");
  limit.rlim_max = 100;
  limit.rlim_cur = 101;
  check("soft_above_hard", call(setrlimit(RLIMIT_NOFILE, &limit)), "EINVAL");
  check("unknown_resource", call(getrlimit(99, &now)), "EINVAL");
  return verdict();
}
