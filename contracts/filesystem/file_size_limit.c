/* Contract:  Beyond RLIMIT_FSIZE a write is cut short, then SIGXFSZ and EFBIG; growing by truncate or fallocate too.
 * Source:    getrlimit(2), RLIMIT_FSIZE; write(2), truncate(2), fallocate(2)
 * Covers:    write pwrite64 ftruncate fallocate setrlimit
 */
#include "contract.h"

#include <sys/resource.h>

static volatile sig_atomic_t caught;

static void count(int signal) { caught += signal == SIGXFSZ; }

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), p[2];
  must(pipe(p));
  must(ftruncate(fd, 150));
  must(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, RLIM_INFINITY}));
  must(sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = count}, 0));
  char bytes[64] = {0};
  check("below", call(pwrite(fd, bytes, 64, 0)), "64");
  check("cut_short", call(pwrite(fd, bytes, 64, 64)), "36");
  check("no_signal_yet", caught, 0);
  check("at_the_limit", call(pwrite(fd, bytes, 1, 100)), "EFBIG");
  check("signal", caught, 1);
  check("inside_the_file_but_beyond", call(pwrite(fd, bytes, 1, 120)), "EFBIG");
  check("second_signal", caught, 2);
  check("nothing", call(pwrite(fd, bytes, 0, 200)), "0");
  check("truncate_smaller", call(ftruncate(fd, 140)), "0");
  check("truncate_same_as_limit", call(ftruncate(fd, 100)), "0");
  check("truncate_beyond", call(ftruncate(fd, 101)), "EFBIG");
  check("third_signal", caught, 3);
  check("allocate_beyond", call(fallocate(fd, 0, 0, 101)), "EFBIG");
  check("fourth_signal", caught, 4);
  check("pipes_do_not_mind", call(write(p[1], (char[200]){0}, 200)), "200");
  must(sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, 0));
  check("ignored", call(pwrite(fd, bytes, 1, 100)), "EFBIG");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    signal(SIGXFSZ, SIG_DFL);
    pwrite(fd, bytes, 1, 100);
    _exit(0);
  }
  check("default_action", reap(child), "killed SIGXFSZ");
  return verdict();
}
