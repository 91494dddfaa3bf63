/* Contract:  A record lock that was waited for is given up again, with EBADF, if another thread put another file at the
 *            number meanwhile; that file is not locked.
 * Source:    Linux's fcntl_setlk; the pages on fcntl and close are silent
 * Behaviour: B40
 * Covers:    fcntl dup2 close
 */
#include "contract.h"

#include <pthread.h>

static int started[2], number_of;
static volatile pid_t waiter;
static const char *locked;

static void *lock_it(void *none) {
  waiter = (pid_t)syscall(SYS_gettid);
  must(write(started[1], "s", 1));
  locked = call(fcntl(number_of, F_SETLKW, &(struct flock){.l_type = F_WRLCK}));
  return none;
}

static const char *other(int fd) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(fcntl(fd, F_SETLK, &(struct flock){.l_type = F_WRLCK}) == -1 ? errno : 0);
  return reap(child);
}

int main(void) {
  scratch();
  char byte;
  pthread_t thread;
  must(pipe(started));
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600)), hold[2];
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(fcntl(file, F_SETLK, &(struct flock){.l_type = F_WRLCK}));
    must(write(started[1], "l", 1));
    close(hold[1]);
    _exit((int)read(hold[0], &byte, 1));
  }
  must(read(started[0], &byte, 1));
  number_of = (int)must(open("file", O_RDWR));
  must(pthread_create(&thread, 0, lock_it, 0));
  must(read(started[0], &byte, 1));
  await_sleep(waiter);
  must(dup2((int)must(open("other", O_CREAT | O_RDWR, 0600)), number_of));
  must(close(hold[1]));
  must(pthread_join(thread, 0));
  check("lock", locked, "EBADF");
  check("holder", reap(child), "exited 0");
  check("nobody_has_the_old_file", other(file), "exited 0");
  check("nor_the_new_one", other(number_of), "exited 0");
  return verdict();
}
