/* Contract: A terminal that nobody reads takes some kilobytes from either end, then EAGAIN, and polls not writable; once
 *           it has been read empty it takes as much again, in order and whole.
 * Source:   pty(7); Linux tty_buffer_space_avail, n_tty_check_unthrottle
 * Requires: pty
 * Covers:   write read poll
 */
#include "terminal.h"

static char bytes[1000];
static unsigned next_out, next_in;

static int fill(int fd) {
  int total = 0;
  for (int quiet = 0; quiet < 8;) {
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)('!' + (next_out + i) % 89);
    ssize_t n = write(fd, bytes, sizeof bytes);
    if (n == -1) {
      must(errno == EAGAIN ? 0 : -1);
      /* What was taken may still be on its way: a look from the other side hurries it, and one wait does not tell. */
      poll_one(fd == master ? slave : master, POLLIN, SOON);
      quiet = poll_one(fd, POLLOUT, SOON)[0] == 't' ? quiet + 1 : 0;
      continue;
    }
    quiet = 0, next_out += (unsigned)n, total += (int)n;
  }
  return total;
}

/* Full is what stays full: whatever it takes after all is filled up again. */
static const char *full(int fd, int *taken) {
  for (int tries = 0; tries < 100; tries++) {
    *taken += fill(fd);
    char byte = (char)('!' + next_out % 89);
    const char *answer = call(write(fd, &byte, 1));
    if (answer[0] == 'E') {
      const char *polled = poll_one(fd, POLLOUT, SOON);
      if (polled[0] == 't') return join(join(answer, " "), polled);
    } else next_out++, ++*taken;
  }
  return "never";
}

static int empty(int fd, int *wrong) {
  int total = 0;
  for (ssize_t n; (n = read(fd, bytes, 777)) > 0; total += (int)n)
    for (ssize_t i = 0; i < n; i++) *wrong += bytes[i] != (char)('!' + next_in++ % 89);
  return total;
}

int main(void) {
  open_terminal();
  raw();
  const char *names[] = {"to_slave", "to_master"};
  for (int way = 0; way < 2; way++) {
    int from = way ? slave : master, to = way ? master : slave, wrong = 0;
    for (int round = 0; round < 2; round++) {
      int taken = 0;
      const char *state = full(from, &taken);
      const char *key = join(names[way], round ? "_again" : "");
      check(join(key, "_some"), taken >= 8192 && taken <= 40000, 1);
      check(join(key, "_full"), state, "EAGAIN timeout");
      check(join(key, "_read"), empty(to, &wrong) == taken, 1);
      check(join(key, "_whole"), wrong, 0);
      check(join(key, "_room"), poll_one(from, POLLOUT, BOUND), "POLLOUT");
    }
    next_in = next_out = 0;
  }
  return verdict();
}
