/* Contract: Both ends have one window size, 0 by 0 at first. Whoever sets another one sends SIGWINCH to the foreground
 *           group; the same again sends nothing.
 * Source:   ioctl_tty(2), TIOCSWINSZ; Linux pty_resize
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

static volatile sig_atomic_t count;
static void note(int signal) { (void)signal, count++; }

static const char *size_of(int fd) {
  struct winsize w = {9, 9, 9, 9};
  must(ioctl(fd, TIOCGWINSZ, &w));
  return join(join(number(w.ws_row, 10), join("x", number(w.ws_col, 10))), join(" ", number(w.ws_xpixel + w.ws_ypixel, 10)));
}

int main(void) {
  open_terminal();
  must(sigaction(SIGWINCH, &(struct sigaction){.sa_handler = note}, 0));
  check("slave", size_of(slave), "0x0 0");
  check("master", size_of(master), "0x0 0");
  must(ioctl(master, TIOCSWINSZ, &(struct winsize){25, 80, 3, 4}));
  check("slave_sees", size_of(slave), "25x80 7");
  check("no_session", count, 0);
  must(ioctl(slave, TIOCSCTTY, 0));
  must(ioctl(master, TIOCSWINSZ, &(struct winsize){30, 90, 0, 0}));
  check("told", count, 1);
  must(ioctl(master, TIOCSWINSZ, &(struct winsize){30, 90, 0, 0}));
  check("same_again", count, 1);
  must(ioctl(slave, TIOCSWINSZ, &(struct winsize){30, 91, 0, 0}));
  check("from_the_slave", count, 2);
  check("master_sees", size_of(master), "30x91 0");
  check("fault", call(ioctl(slave, TIOCSWINSZ, 0)), "EFAULT");
  check("get_fault", call(ioctl(slave, TIOCGWINSZ, 0)), "EFAULT");
  check("no_terminal", call(ioctl(0, TIOCGWINSZ, &(struct winsize){0})), "ENOTTY");
  return verdict();
}
