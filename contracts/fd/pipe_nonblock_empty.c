/* Contract:  An empty O_NONBLOCK pipe answers EAGAIN while a writer is open, and 0 only after the last one closed.
 * Source:    pipe(7), "I/O on pipes and FIFOs"
 * Behaviour: B02
 * Covers:    pipe2 read write close dup
 */
#include "contract.h"

int main(void) {
  int p[2];
  char buffer[8];
  must(pipe2(p, O_NONBLOCK));
  check("flags", open_flags(fcntl(p[0], F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("empty", text(buffer, read(p[0], buffer, sizeof buffer)), "EAGAIN");
  must(write(p[1], "abc", 3));
  check("data", text(buffer, read(p[0], buffer, sizeof buffer)), "abc");
  check("drained", text(buffer, read(p[0], buffer, sizeof buffer)), "EAGAIN");
  check("zero_bytes_asked", call(read(p[0], buffer, 0)), "0");

  int second_writer = (int)must(dup(p[1]));
  must(close(p[1]));
  check("one_writer_left", call(read(p[0], buffer, sizeof buffer)), "EAGAIN");
  must(write(second_writer, "z", 1));
  must(close(second_writer));
  check("data_after_close", text(buffer, read(p[0], buffer, sizeof buffer)), "z");
  check("end", call(read(p[0], buffer, sizeof buffer)), "0");
  check("end_again", call(read(p[0], buffer, sizeof buffer)), "0");

  int full[2], size;
  must(pipe2(full, O_NONBLOCK));
  static char page[4096];
  long written = 0;
  while ((size = (int)write(full[1], page, sizeof page)) > 0) written += size;
  check("full", call(size), "EAGAIN");
  check("capacity_is_what_fits", written == fcntl(full[1], F_GETPIPE_SZ), 1);
  return verdict();
}
