/* Contract: A stop character is heeded at once, though it stands behind input that has to wait for a reader; it is not
 *           heeded again when its turn comes.
 * Source:   Linux lookahead_bufs, n_tty_lookahead_flow_ctrl
 * Requires: pty
 * Covers:   write read ioctl
 */
#include "terminal.h"

static const char *writable(void) { return poll_one(slave, POLLOUT, SOON); }

int main(void) {
  char bytes[1024];
  open_terminal();
  local(0, ICANON | ECHO);
  memset(bytes, 'x', sizeof bytes);
  must(ioctl(master, TIOCPKT, &(int){1})); /* tells of stops */
  for (int i = 0; i < 5; i++) put(master, bytes, sizeof bytes), poll_one(slave, POLLIN, SOON);
  check("full_of_input", writable(), "POLLOUT");
  type("\23");
  /* Nothing of it is read: the stop comes by itself. */
  check("told", poll_one(master, POLLPRI, BOUND), "POLLPRI");
  check("stopped", writable(), "timeout");
  check("output", call(write(slave, "o", 1)), "EAGAIN");
  must(ioctl(slave, TCXONC, TCOOFF)), must(ioctl(slave, TCXONC, TCOON));
  check("started", writable(), "POLLOUT");
  long total = 0, n;
  while ((n = read(slave, bytes, sizeof bytes)) > 0) total += n;
  check("read", total, 5 * 1024);
  check("not_again", writable(), "POLLOUT");
  return verdict();
}
