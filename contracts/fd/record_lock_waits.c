/* Contract:  F_SETLKW sleeps until the range is free, is interrupted by a handler, and answers EDEADLK in a circle.
 * Source:    fcntl(2), "Advisory record locking"
 * Covers:    fcntl
 */
#include "contract.h"

static int fd;

static int lock(int command, short type, off_t start) {
  return fcntl(fd, command, &(struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1});
}

static void ignore(int signal) { (void)signal; }

/* A child that holds byte 1, says so, waits for byte 0, and ends with the errno. */
static pid_t waiter(int told) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  sigaction(SIGUSR1, &(struct sigaction){.sa_handler = ignore}, 0);
  lock(F_SETLK, F_WRLCK, 1);
  write(told, "x", 1);
  _exit(lock(F_SETLKW, F_WRLCK, 0) == -1 ? errno : 0);
}

static const char *outcome(pid_t child) {
  int status;
  must(waitpid(child, &status, 0));
  return error_name(WEXITSTATUS(status));
}

int main(void) {
  scratch();
  char byte;
  int told[2];
  must(pipe(told));
  fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(lock(F_SETLK, F_WRLCK, 0));
  pid_t child = waiter(told[1]);
  must(read(told[0], &byte, 1));
  await_sleep(child);
  check("byte_1_is_held", call(lock(F_SETLK, F_WRLCK, 1)), "EAGAIN");
  check("circle", call(lock(F_SETLKW, F_WRLCK, 1)), "EDEADLK");
  must(lock(F_SETLK, F_UNLCK, 0));
  check("woken", outcome(child), "0");
  check("free_after_its_end", call(lock(F_SETLKW, F_WRLCK, 1)), "0");
  must(lock(F_SETLK, F_UNLCK, 1));

  must(lock(F_SETLK, F_WRLCK, 0));
  child = waiter(told[1]);
  must(read(told[0], &byte, 1));
  await_sleep(child);
  must(kill(child, SIGUSR1));
  check("interrupted", outcome(child), "EINTR");

  child = waiter(told[1]);
  must(read(told[0], &byte, 1));
  await_sleep(child);
  must(lock(F_SETLK, F_RDLCK, 0));
  pid_t reader = (pid_t)must(fork());
  if (reader == 0) _exit(lock(F_SETLKW, F_RDLCK, 0) == -1 ? errno : 0);
  check("reader_passes_the_waiting_writer", outcome(reader), "0");
  must(lock(F_SETLK, F_UNLCK, 0));
  check("writer_at_last", outcome(child), "0");
  return verdict();
}
