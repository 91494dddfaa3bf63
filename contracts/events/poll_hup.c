/* Contract:  After the last writer closed, poll on a pipe's read end says POLLHUP, with POLLIN while data is left.
 * Source:    poll(2), POLLHUP; pipe(7)
 * Behaviour: B09
 * Covers:    poll pipe close read
 */
#include "contract.h"

int main(void) {
  int p[2], q[2];
  char buffer[8];
  must(pipe(p));
  check("open_empty", poll_one(p[0], POLLIN, SOON), "timeout");
  must(write(p[1], "abc", 3));
  check("open_data", poll_one(p[0], POLLIN, SOON), "POLLIN");
  must(close(p[1]));
  check("closed_data", poll_one(p[0], POLLIN, SOON), "POLLIN|POLLHUP");
  must(read(p[0], buffer, 1));
  check("closed_some_left", poll_one(p[0], POLLIN, SOON), "POLLIN|POLLHUP");
  must(read(p[0], buffer, sizeof buffer));
  check("closed_drained", poll_one(p[0], POLLIN, SOON), "POLLHUP");
  check("hup_stays", poll_one(p[0], POLLIN, SOON), "POLLHUP");
  check("read", call(read(p[0], buffer, sizeof buffer)), "0");

  must(pipe(q));
  must(close(q[0]));
  check("reader_closed", poll_one(q[1], POLLOUT, SOON), "POLLOUT|POLLERR");
  return verdict();
}
