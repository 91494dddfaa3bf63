/* Contract:  A FIFO's open waits for the other side, does not with O_NONBLOCK (ENXIO for writers), and never with
 *            O_RDWR.
 * Source:    fifo(7)
 * Covers:    open mknod read write poll
 */
#include "contract.h"

int main(void) {
  scratch();
  char byte;
  must(mkfifo("fifo", 0600));
  check("writer_alone", made(open("fifo", O_WRONLY | O_NONBLOCK)), "ENXIO");
  int r = open("fifo", O_RDONLY | O_NONBLOCK);
  check("reader_alone", made(r), "ok");
  check("read_before_any_writer", call(read(r, &byte, 1)), "0");
  check("poll_before_any_writer", poll_one(r, POLLIN, SOON), "timeout");
  int w = open("fifo", O_WRONLY | O_NONBLOCK);
  check("writer_now", made(w), "ok");
  check("empty_with_writer", call(read(r, &byte, 1)), "EAGAIN");
  must(write(w, "x", 1));
  check("read", text(&byte, read(r, &byte, 1)), "x");
  must(write(w, "y", 1));
  must(close(w));
  check("hang_up_with_data", poll_one(r, POLLIN, SOON), "POLLIN|POLLHUP");
  check("rest", text(&byte, read(r, &byte, 1)), "y");
  check("hang_up", poll_one(r, POLLIN, SOON), "POLLHUP");
  check("end", call(read(r, &byte, 1)), "0");
  w = (int)must(open("fifo", O_WRONLY));
  check("hang_up_is_over", poll_one(r, POLLIN, SOON), "timeout");
  must(write(w, "z", 1));
  must(close(r));
  signal(SIGPIPE, SIG_IGN);
  check("no_reader", call(write(w, "q", 1)), "EPIPE");
  check("no_reader_poll", poll_one(w, POLLOUT, SOON), "POLLOUT|POLLERR");
  must(close(w));
  int both = (int)must(open("fifo", O_RDWR));
  must(fcntl(both, F_SETFL, O_NONBLOCK));
  check("data_died_with_the_last_close", call(read(both, &byte, 1)), "EAGAIN");
  check("write_to_oneself", call(write(both, "s", 1)), "1");
  check("read_from_oneself", text(&byte, read(both, &byte, 1)), "s");
  check("flags", open_flags(fcntl(both, F_GETFL)), "O_RDWR|O_NONBLOCK");
  must(close(both));

  int told[2];
  must(pipe(told));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    write(told[1], "o", 1);
    int own = open("fifo", O_RDONLY);
    _exit(own >= 0 && read(own, &byte, 1) == 1 ? byte : 1);
  }
  must(read(told[0], &byte, 1));
  await_sleep(child);
  w = (int)must(open("fifo", O_WRONLY));
  must(write(w, "\7", 1));
  check("sleeping_reader", reap(child), "exited 7");
  check("unlinked", call(unlink("fifo")), "0");
  return verdict();
}
