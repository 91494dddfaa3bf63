/* Contract: TIOCSCTTY gives a session leader without terminal one that is nobody's; all else is EPERM. TIOCNOTTY gives it
 *           up, a leader for its whole session, whose foreground group gets SIGHUP and SIGCONT.
 * Source:   ioctl_tty(2), "Controlling terminal"; Linux tiocsctty, disassociate_ctty
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

static volatile sig_atomic_t hung_up, continued;
static void note(int signal) {
  if (signal == SIGHUP) hung_up++;
  else continued++;
}

/* A step in a child: the child's exit status tells the result. */
#define in_child(step)                        \
  ({                                          \
    pid_t child = (pid_t)must(fork());        \
    if (!child) _exit((step) == -1 ? errno : 0); \
    int status;                               \
    must(waitpid(child, &status, 0));         \
    error_name(WEXITSTATUS(status));          \
  })

int main(void) {
  open_terminal();
  int other_master = open_master(), other = (int)must(open(slave_name(other_master), O_RDWR | O_NOCTTY));
  int session = -1;
  check("no_session", call(ioctl(slave, TIOCGSID, &session)), "ENOTTY");
  check("no_session_at_master", call(ioctl(master, TIOCGSID, &session)), "ENOTTY");
  check("give_up_without", call(ioctl(slave, TIOCNOTTY)), "ENOTTY");
  check("no_leader", in_child(ioctl(slave, TIOCSCTTY, 0)), "EPERM");
  check("acquire", call(ioctl(slave, TIOCSCTTY, 0)), "0");
  check("again", call(ioctl(slave, TIOCSCTTY, 0)), "0");
  check("another", call(ioctl(other, TIOCSCTTY, 0)), "EPERM");
  must(ioctl(slave, TIOCGSID, &session));
  check("session", session == getsid(0), 1);
  must(ioctl(master, TIOCGSID, &session));
  check("session_at_master", session == getsid(0), 1);
  check("session_of_other", call(ioctl(other, TIOCGSID, &session)), "ENOTTY");
  check("steal", in_child((setsid(), ioctl(slave, TIOCSCTTY, 0))), "EPERM");
  check("steal_by_force", in_child((setsid(), ioctl(slave, TIOCSCTTY, 1))), "EPERM");
  int unreadable = (int)must(open(slave_name(other_master), O_WRONLY | O_NOCTTY));
  check("unreadable", in_child((setsid(), ioctl(unreadable, TIOCSCTTY, 0))), "EPERM");
  check("by_the_master", in_child((setsid(), ioctl(other_master, TIOCSCTTY, 0))), "0");
  check("other_of_session", call(ioctl(other, TIOCNOTTY)), "ENOTTY");
  check("child_gives_up", in_child(ioctl(slave, TIOCNOTTY)), "0");
  check("leader_keeps", call(ioctl(slave, TIOCGSID, &session)), "0");
  must(sigaction(SIGHUP, &(struct sigaction){.sa_handler = note}, 0));
  must(sigaction(SIGCONT, &(struct sigaction){.sa_handler = note}, 0));
  check("give_up", call(ioctl(slave, TIOCNOTTY)), "0");
  check("hung_up", hung_up, 1);
  check("continued", continued, 1);
  check("no_terminal", made(open("/dev/tty", O_RDWR)), "ENXIO");
  check("still_usable", call(write(slave, "x", 1)), "1");
  check("acquire_again", call(ioctl(slave, TIOCSCTTY, 0)), "0");
  return verdict();
}
