/* Contract:  A call acts on the file that its number meant when it began: close and reopen of the number by another thread
 *            meanwhile do not redirect it, and every call finds one of the files or none.
 * Source:    close(2), "Multithreaded processes and close()"
 * Behaviour: B40
 * Covers:    close dup2 read fcntl ioctl
 */
#include "contract.h"

#include <pthread.h>
#include <sys/ioctl.h>

static int started[2], number_of, legal = 1, rounds;
static volatile pid_t reader;
static char got[8];

static void *read_it(void *none) {
  reader = (pid_t)syscall(SYS_gettid);
  must(write(started[1], "s", 1));
  if (read(number_of, got, 1) != 1) got[0] = '?';
  return none;
}

/* Either file, or none: never a mixture. */
static void *look_at_it(void *none) {
  for (rounds = 0; rounds < 300; rounds++) {
    int flags = fcntl(number_of, F_GETFL), count = 0;
    if (flags == -1 ? errno != EBADF : (flags & O_ACCMODE) == O_RDONLY ? (flags & O_APPEND) != 0 : !(flags & O_APPEND))
      legal = 0;
    if (ioctl(number_of, FIONREAD, &count) == -1 ? errno != EBADF : count != 0 && count != 3) legal = 0;
  }
  return none;
}

int main(void) {
  scratch();
  char byte;
  int old[2], new[2];
  pthread_t thread;
  must(pipe(started));
  must(pipe(old));
  must(pipe(new));
  must(write(new[1], "n", 1));
  number_of = old[0];
  must(pthread_create(&thread, 0, read_it, 0));
  must(read(started[0], &byte, 1));
  await_sleep(reader);
  int keep = (int)must(dup(old[0]));
  must(dup2(new[0], number_of));
  must(write(old[1], "o", 1));
  must(pthread_join(thread, 0));
  check("reader_got", got, "o");
  check("new_file_untouched", text(&byte, read(number_of, &byte, 1)), "n");

  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(file, "abc", 3));
  must(lseek(file, 0, SEEK_SET));
  must(fcntl(file, F_SETFL, O_APPEND));
  must(pthread_create(&thread, 0, look_at_it, 0));
  while (rounds < 300) {
    must(dup2(keep, number_of));
    must(close(number_of));
    must(dup2(file, number_of));
    must(close(number_of));
    sched_yield();
  }
  must(pthread_join(thread, 0));
  check("one_file_or_none", legal, 1);
  return verdict();
}
