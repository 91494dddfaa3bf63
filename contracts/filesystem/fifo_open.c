/* Contract:  Opening a FIFO waits for the other end; O_NONBLOCK opens to read at once and to write only with a
 *            reader.
 * Source:    fifo(7)
 * Covers:    open mknod fork read write
 */
#include "contract.h"

int main(void) {
  int begun[2];
  char buffer[8];
  scratch();
  must(mkfifo("fifo", 0600));
  must(pipe(begun));
  check("write_without_reader", made(open("fifo", O_WRONLY | O_NONBLOCK)), "ENXIO");
  int reader = (int)must(open("fifo", O_RDONLY | O_NONBLOCK));
  check("read_without_writer", call(read(reader, buffer, 1)), "0");
  check("poll_without_writer", poll_one(reader, POLLIN, SOON), "timeout");
  int writer = (int)must(open("fifo", O_WRONLY | O_NONBLOCK));
  check("read_with_writer", call(read(reader, buffer, 1)), "EAGAIN");
  must(write(writer, "abc", 3));
  check("data", text(buffer, read(reader, buffer, 8)), "abc");
  must(close(writer));
  check("poll_writer_gone", poll_one(reader, POLLIN, SOON), "POLLHUP");
  must(close(reader));

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(write(begun[1], "x", 1));
    int fd = open("fifo", O_WRONLY);
    _exit(fd >= 0 && write(fd, "from child", 10) == 10 ? 3 : 1);
  }
  must(read(begun[0], buffer, 1));
  await_sleep(child);
  observe("child", "sleeps in open");
  reader = (int)must(open("fifo", O_RDONLY));
  check("met", text(buffer, read(reader, buffer, 4)), "from");
  check("child_end", reap(child), "exited 3");
  check("rest", text(buffer, read(reader, buffer, 8)), " child");
  check("end", call(read(reader, buffer, 1)), "0");
  check("exists", call(mkfifo("fifo", 0600)), "EEXIST");
  return verdict();
}
