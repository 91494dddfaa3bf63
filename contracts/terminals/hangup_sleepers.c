/* Contract: Who sleeps on the slave is woken when the master is closed: a reader and a writer by EIO, a poller by POLLHUP.
 * Source:   Linux pty_close, n_tty_read
 * Requires: pty
 * Covers:   close read write poll
 */
#include "terminal.h"
#include <pthread.h>

static int ready[2];
static const char *answers[3];

static void *reader(void *fd) {
  char byte;
  tell(ready[1]);
  long n = read(*(int *)fd, &byte, 1);
  answers[0] = n == -1 ? error_name(errno) : "0";
  return 0;
}
static void *poller(void *fd) {
  struct pollfd one = {.fd = *(int *)fd, .events = POLLPRI};
  tell(ready[1]);
  answers[1] = poll(&one, 1, -1) == 1 && one.revents & POLLHUP ? "POLLHUP" : "other";
  return 0;
}
static void *writer(void *fd) {
  char bytes[512] = "";
  tell(ready[1]);
  while (write(*(int *)fd, bytes, sizeof bytes) > 0) {}
  answers[2] = error_name(errno);
  return 0;
}

int main(void) {
  must(pipe(ready));
  open_terminal();
  local(0, ECHO);
  void *(*const bodies[])(void *) = {reader, poller, writer};
  pthread_t threads[3];
  int fds[3];
  for (int i = 0; i < 3; i++) {
    fds[i] = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY));
    if (pthread_create(&threads[i], 0, bodies[i], &fds[i])) return 2;
    hear(ready[0]);
  }
  /* Nothing is to be written any more once the writer sleeps. */
  while (poll_one(slave, POLLOUT, SOON)[0] != 't') sched_yield();
  must(close(master));
  for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
  check("reader", answers[0] && (!strcmp(answers[0], "EIO") || !strcmp(answers[0], "0")), 1);
  check("poller", answers[1], "POLLHUP");
  check("writer", answers[2], "EIO");
  return verdict();
}
