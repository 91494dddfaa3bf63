/* Contract:  Record locks of one process merge, split and change kind byte by byte; F_GETLK names what another one
 *            holds.
 * Source:    fcntl(2), "Advisory record locking"
 * Covers:    fcntl fork
 */
#include "contract.h"

static int fd;

static const char *lock(short type, off_t start, off_t length) {
  return call(fcntl(fd, F_SETLK, &(struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length}));
}

/* What another process meets from `start` on: "F_WRLCK 10+5" or "F_UNLCK". */
static const char *seen(off_t start, off_t length) {
  struct flock got = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  int p[2];
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(fcntl(fd, F_GETLK, &got) == 0 && write(p[1], &got, sizeof got) == sizeof got ? 0 : 1);
  must(read(p[0], &got, sizeof got));
  reap(child);
  close(p[0]);
  close(p[1]);
  const char *type = ONE_OF(got.l_type, NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK));
  if (got.l_type == F_UNLCK) return type;
  if (got.l_pid != getpid()) return "held by someone else";
  return join(join(join(type, " "), number(got.l_start, 10)), join("+", number(got.l_len, 10)));
}

int main(void) {
  scratch();
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("nothing", seen(0, 0), "F_UNLCK");
  check("lock", lock(F_WRLCK, 10, 10), "0");
  check("seen", seen(0, 0), "F_WRLCK 10+10");
  check("before", seen(0, 10), "F_UNLCK");
  check("behind", seen(20, 0), "F_UNLCK");
  check("adjacent", lock(F_WRLCK, 20, 5), "0");
  check("merged", seen(0, 0), "F_WRLCK 10+15");
  check("hole", lock(F_UNLCK, 13, 2), "0");
  check("left_part", seen(0, 0), "F_WRLCK 10+3");
  check("middle", seen(13, 2), "F_UNLCK");
  check("right_part", seen(13, 0), "F_WRLCK 15+10");
  check("downgrade_middle", lock(F_RDLCK, 17, 3), "0");
  check("kept_left", seen(15, 1), "F_WRLCK 15+2");
  check("downgraded", seen(17, 1), "F_RDLCK 17+3");
  check("kept_right", seen(20, 1), "F_WRLCK 20+5");
  check("all_again", lock(F_WRLCK, 0, 0), "0");
  check("to_infinity", seen(5, 1), "F_WRLCK 0+0");
  check("cut_from_50", lock(F_UNLCK, 50, 0), "0");
  check("end_known_now", seen(0, 0), "F_WRLCK 0+50");
  check("negative_length", lock(F_UNLCK, 40, -10), "0");
  check("cut_before_40", seen(0, 0), "F_WRLCK 0+30");
  check("then_from_40", seen(30, 0), "F_WRLCK 40+10");
  return verdict();
}
