/* Contract: Linux hands a terminal's input over 64 bytes at a time, and VMIN counts within such a piece: with a larger one
 *           a read ends after 64 bytes although fewer than VMIN were there, and takes all that is there where more than
 *           VMIN are.
 * Source:   Linux iterate_tty_read, n_tty_read; termios(3) promises VMIN bytes
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

int main(void) {
  char bytes[300];
  memset(bytes, 'x', sizeof bytes);
  open_terminal();
  blocking(slave);
  raw();
  character(VMIN, 100);
  put(master, bytes, 200);
  check("large", call(read(slave, bytes, 150)), "64");
  check("again", call(read(slave, bytes, 150)), "64");
  character(VMIN, 64);
  check("the_rest", call(read(slave, bytes, 150)), "72");
  character(VMIN, 10);
  put(master, bytes, 200);
  poll_one(slave, POLLIN, BOUND);
  check("all_wanted", call(read(slave, bytes, 130)), "130");
  check("all_there", call(read(slave, bytes, 300)), "70");
  return verdict();
}
