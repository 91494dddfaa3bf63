/* Contract:  open and truncate against a lease sleep until its holder gives it up or lowers it, or a signal comes.
 * Source:    fcntl(2), "Leases"; fs/locks.c, __break_lease
 * Covers:    fcntl open truncate
 */
#include "contract.h"

static int ready[2], fd;

static pid_t start(int truncates, int flags) {
  must(pipe(ready));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(fd);
    if (write(ready[1], "x", 1) != 1) _exit(99);
    int done = truncates ? truncate("file", 3) : open("file", flags);
    _exit(done == -1 ? errno : 0);
  }
  char byte;
  must(read(ready[0], &byte, 1));
  await_sleep(child);
  close(ready[0]), close(ready[1]);
  return child;
}

static void nothing(int signal) { (void)signal; }

int main(void) {
  scratch();
  must(signal(SIGIO, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing}, 0));
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(fd, "content", 7));
  close(fd);
  fd = (int)must(open("file", O_RDONLY));
  must(fcntl(fd, F_SETLEASE, F_RDLCK));
  pid_t child = start(0, O_WRONLY);
  check("sleeps", call(waitpid(child, 0, WNOHANG)), "0");
  must(fcntl(fd, F_SETLEASE, F_UNLCK));
  check("given_up", reap(child), "exited 0");
  must(fcntl(fd, F_SETLEASE, F_WRLCK));
  child = start(0, O_RDONLY);
  long long lowered = clock_ns(CLOCK_MONOTONIC);
  must(fcntl(fd, F_SETLEASE, F_RDLCK));
  check("lowered", reap(child), "exited 0");
  check("before_its_time", clock_ns(CLOCK_MONOTONIC) - lowered < 30000000000ll, 1);
  child = start(1, 0);
  close(fd);
  check("closed", reap(child), "exited 0");
  struct stat status;
  must(stat("file", &status));
  check("truncated", status.st_size, 3);
  fd = (int)must(open("file", O_RDONLY));
  must(fcntl(fd, F_SETLEASE, F_RDLCK));
  child = start(0, O_WRONLY);
  must(kill(child, SIGUSR1));
  int end;
  must(waitpid(child, &end, 0));
  check("interrupted", error_name(WEXITSTATUS(end)), "EINTR");
  return verdict();
}
