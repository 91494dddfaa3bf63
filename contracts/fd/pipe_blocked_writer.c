/* Contract:  A writer that sleeps on a full pipe goes on as room comes, writes all, or gets EPIPE when the last
 *            reader goes.
 * Source:    pipe(7), write(2)
 * Covers:    write read pipe fork
 */
#include "contract.h"

static char bytes[65536 * 3];

/* A child that fills the pipe with `size` bytes, after a byte of warning; its status tells how much went. */
static pid_t writer(const int p[2], int warn, size_t size) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  signal(SIGPIPE, SIG_IGN);
  close(p[0]);
  write(warn, "w", 1);
  long wrote = write(p[1], bytes, size);
  _exit(wrote == -1 ? errno : (int)(wrote / 4096));
}

int main(void) {
  int p[2], warn[2];
  char byte;
  must(pipe(p));
  must(pipe(warn));
  pid_t child = writer(p, warn[1], sizeof bytes);
  must(read(warn[0], &byte, 1));
  await_sleep(child);
  long got = 0;
  while (got < (long)sizeof bytes) got += must(read(p[0], bytes, 5000));
  check("read_in_all", got, (long long)sizeof bytes);
  check("wrote_in_pages", reap(child), "exited 48");

  must(write(p[1], bytes, 65536));
  child = writer(p, warn[1], 4096);
  must(read(warn[0], &byte, 1));
  await_sleep(child);
  must(close(p[1]));
  must(close(p[0]));
  check("woken_by_close", reap(child) + 7, number(EPIPE, 10));

  must(pipe(p));
  must(write(p[1], bytes, 65536 - 4096));
  child = writer(p, warn[1], 8192);
  must(read(warn[0], &byte, 1));
  await_sleep(child);
  must(close(p[1]));
  must(close(p[0]));
  check("part_was_written", reap(child), "exited 1");
  return verdict();
}
