/* Contract: sendfile and splice write to a terminal as write does, newlines become carriage return and newline; splice
 *           reads a line from it.
 * Source:   splice(2), sendfile(2); Linux tty_fops, splice_write and splice_read
 * Requires: pty
 * Covers:   sendfile splice
 */
#include "terminal.h"
#include <sys/sendfile.h>
#include <sys/uio.h>

int main(void) {
  char bytes[32];
  int p[2];
  open_terminal();
  local(0, ECHO);
  scratch();
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(file, "one\ntwo\n", 8));
  off_t from = 0;
  check("sendfile", call(sendfile(slave, file, &from, 8)), "8");
  check("screen", screen(), "one\\0d\\0atwo\\0d\\0a");
  must(pipe2(p, O_NONBLOCK));
  must(write(p[1], "three\n", 6));
  check("splice_to", call(splice(p[0], 0, slave, 0, 16, SPLICE_F_NONBLOCK)), "6");
  check("screen_again", screen(), "three\\0d\\0a");
  type("four\nfive\n");
  poll_one(slave, POLLIN, BOUND);
  check("splice_from", call(splice(slave, 0, p[1], 0, 16, SPLICE_F_NONBLOCK)), "5");
  check("line", text(bytes, read(p[0], bytes, sizeof bytes)), "four\\0a");
  check("next", input(), "five\\0a");
  check("splice_nothing", call(splice(slave, 0, p[1], 0, 16, SPLICE_F_NONBLOCK)), "EAGAIN");
  check("readv", call(preadv(slave, &(struct iovec){bytes, 4}, 1, 0)), "ESPIPE");
  return verdict();
}
