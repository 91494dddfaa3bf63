/* Contract:  Beyond RLIMIT_FSIZE writing and growing a file is EFBIG with SIGXFSZ; a write across the limit is cut; pipes
 *            are not limited; the default action of SIGXFSZ ends the process.
 * Source:    getrlimit(2), RLIMIT_FSIZE; write(2), EFBIG
 * Covers:    setrlimit write pwrite64 ftruncate fallocate
 */
#include "contract.h"

#include <sys/resource.h>

static volatile sig_atomic_t signals;

static void handler(int signal) { signals += signal == SIGXFSZ; }

static const char *with_signals(const char *answer) {
  const char *both = join(join(answer, " signals "), number(signals, 10));
  signals = 0;
  return both;
}

int main(void) {
  int p[2];
  char bytes[64] = "";
  scratch();
  must(pipe(p));
  signal(SIGXFSZ, handler);
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), append = (int)must(open("file", O_WRONLY | O_APPEND));
  must(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, RLIM_INFINITY}));
  check("within", with_signals(call(write(fd, bytes, 60))), "60 signals 0");
  check("across", with_signals(call(write(fd, bytes, 60))), "40 signals 0");
  check("beyond", with_signals(call(write(fd, bytes, 1))), "EFBIG signals 1");
  check("nothing_beyond", with_signals(call(write(fd, bytes, 0))), "0 signals 0");
  check("append", with_signals(call(write(append, bytes, 1))), "EFBIG signals 1");
  check("pwrite_beyond", with_signals(call(pwrite(fd, bytes, 1, 100))), "EFBIG signals 1");
  check("pwrite_inside", with_signals(call(pwrite(fd, bytes, 1, 99))), "1 signals 0");
  check("truncate_beyond", with_signals(call(ftruncate(fd, 101))), "EFBIG signals 1");
  check("truncate_to_it", with_signals(call(ftruncate(fd, 100))), "0 signals 0");
  check("fallocate_beyond", with_signals(call(fallocate(fd, 0, 0, 101))), "EFBIG signals 1");
  check("seek_beyond", call(lseek(fd, 500, SEEK_SET)), "500");
  check("size", call(lseek(fd, 0, SEEK_END)), "100");
  signal(SIGXFSZ, SIG_IGN);
  check("ignored", call(write(fd, bytes, 1)), "EFBIG");
  check("pipe_is_free", call(write(p[1], bytes, 64) + write(p[1], bytes, 64)), "128");
  must(setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, RLIM_INFINITY}));
  check("empty_file", made(open("other", O_CREAT | O_WRONLY, 0600)), "ok");
  signal(SIGXFSZ, SIG_DFL);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)write(fd, bytes, 1));
  check("default_action", reap(child), "killed SIGXFSZ");
  return verdict();
}
