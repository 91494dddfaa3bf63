/* Contract: A line holds 4095 bytes and its newline; what is typed beyond is lost, but the line can still be ended and
 *           erased. Outside canonical mode nothing is lost: what does not fit waits.
 * Source:   termios(3), "The maximum line length is 4096"; Linux n_tty_receive_buf_common
 * Requires: pty
 * Covers:   read write ioctl
 */
#include "terminal.h"

static char bytes[8192];

static void type_many(char c, int count) {
  memset(bytes, c, sizeof bytes);
  for (int done = 0; done < count;) {
    ssize_t n = write(master, bytes, (size_t)(count - done));
    if (n > 0) done += (int)n;
    else poll_one(slave, POLLIN, SOON); /* lets it arrive */
  }
  poll_one(slave, POLLIN, SOON);
}

int main(void) {
  open_terminal();
  local(0, ECHO);
  type_many('a', 4094);
  type("b\n");
  poll_one(slave, POLLIN, BOUND);
  check("fits", read(slave, bytes, sizeof bytes), 4096);
  check("last_byte", text(bytes + 4094, 2), "b\\0a");
  type_many('a', 5000);
  type("cd\n");
  poll_one(slave, POLLIN, BOUND);
  check("too_long", read(slave, bytes, sizeof bytes), 4096);
  check("last_typed_byte", text(bytes + 4093, 3), "aa\\0a");
  type_many('a', 5000);
  type("\177\177x\n");
  poll_one(slave, POLLIN, BOUND);
  check("erased", read(slave, bytes, sizeof bytes), 4095);
  check("end_of_erased", text(bytes + 4092, 3), "ax\\0a");
  raw();
  type_many('a', 5000);
  type("z");
  int total = 0;
  for (ssize_t n; (n = read(slave, bytes, sizeof bytes)) > 0; total += (int)n)
    if (bytes[n - 1] == 'z') total += 100000;
  check("raw", total, 105001);
  return verdict();
}
