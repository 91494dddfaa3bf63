/* Contract: Readers of a terminal take turns: while one sleeps in a read, a non-blocking one is EAGAIN even where its read
 *           would be an end of file, and a blocking one waits.
 * Source:   Linux n_tty_read, atomic_read_lock
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

int main(void) {
  char byte;
  open_terminal();
  blocking(slave);
  raw();
  pid_t child = (pid_t)must(fork());
  if (!child) _exit(read(slave, &byte, 1) == 1 ? byte : 1);
  await_sleep(child);
  int other = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY | O_NONBLOCK));
  character(VMIN, 0);
  /* The sleeper was woken by the change and sleeps by the old rule again. */
  await_sleep(child);
  check("non_blocking", call(read(other, &byte, 1)), "EAGAIN");
  check("poll", poll_one(other, POLLIN, SOON), "timeout");
  type("A");
  check("sleeper", reap(child), "exited 65");
  check("then", call(read(other, &byte, 1)), "0");
  return verdict();
}
