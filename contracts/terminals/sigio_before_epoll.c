/* Contract: A terminal sends SIGIO before it wakes those who wait, and another processor may run in between: an
 *           edge-triggered epoll that is asked from the signal's handler reports the event or does not yet. Asked again
 *           it does, once.
 * Source:   Linux n_tty_receive_handle_newline: kill_fasync, then wake_up; fcntl(2) and epoll(7) promise no order
 * Behaviour: B42
 * Requires: pty
 * Covers:   fcntl epoll_wait epoll_ctl write
 * Allows:   in_handler: 0; after: 1
 * Allows:   in_handler: 1; after: 0
 */
#include "terminal.h"

static int epoll;
static volatile sig_atomic_t in_handler = -1;
static int look(void) {
  struct epoll_event event;
  return epoll_wait(epoll, &event, 1, 0);
}
static void handler(int signal) {
  (void)signal;
  in_handler = look();
}

int main(void) {
  sigset_t blocked, before;
  open_terminal();
  local(0, ECHO);
  epoll = (int)must(epoll_create1(0));
  must(sigaction(SIGRTMIN, &(struct sigaction){.sa_handler = handler}, 0));
  must(fcntl(slave, F_SETOWN, getpid()));
  must(fcntl(slave, F_SETSIG, SIGRTMIN));
  must(fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK | O_ASYNC));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, slave, &(struct epoll_event){.events = EPOLLIN | EPOLLET}));
  check("quiet", look(), 0);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &blocked, &before));
  type("line\n");
  while (in_handler == -1) sigsuspend(&before);
  observe("in_handler", (int)in_handler);
  struct epoll_event event;
  /* poll waits for what is on its way; then the event has been told or is to be had. */
  check("poll", poll_one(slave, POLLIN, BOUND), "POLLIN");
  int after = epoll_wait(epoll, &event, 1, in_handler ? 0 : BOUND);
  observe("after", after);
  check("once", look(), 0);
  check("line", input(), "line\\0a");
  return verdict();
}
