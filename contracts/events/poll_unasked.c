/* Contract:  POLLHUP, POLLERR and POLLNVAL are reported whether they were asked for or not; a negative fd is ignored.
 * Source:    poll(2), DESCRIPTION
 * Behaviour: B13
 * Covers:    poll
 */
#include "contract.h"

int main(void) {
  int hup[2], err[2], quiet[2];
  must(pipe(hup));
  must(pipe(err));
  must(pipe(quiet));
  must(close(hup[1]));
  must(close(err[0]));
  must(write(quiet[1], "x", 1));

  check("hup_events_0", poll_one(hup[0], 0, SOON), "POLLHUP");
  check("hup_events_pri", poll_one(hup[0], POLLPRI, SOON), "POLLHUP");
  check("err_events_0", poll_one(err[1], 0, SOON), "POLLERR");
  check("nval_events_0", poll_one(99, 0, SOON), "POLLNVAL");
  check("nval_events_in", poll_one(99, POLLIN | POLLOUT, SOON), "POLLNVAL");
  check("data_not_asked", poll_one(quiet[0], 0, SOON), "timeout");

  struct pollfd many[] = {
      {.fd = hup[0]}, {.fd = -1, .events = POLLIN, .revents = POLLIN}, {.fd = 99}, {.fd = quiet[0]}, {.fd = err[1]},
  };
  check("many", call(poll(many, 5, -1)), "3");
  check("many_hup", poll_events(many[0].revents), "POLLHUP");
  check("many_negative_fd", poll_events(many[1].revents), "0");
  check("many_nval", poll_events(many[2].revents), "POLLNVAL");
  check("many_quiet", poll_events(many[3].revents), "0");
  check("many_err", poll_events(many[4].revents), "POLLERR");
  return verdict();
}
