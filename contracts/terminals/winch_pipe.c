/* Contract: An editor's way with its window: the handler of SIGWINCH writes to a pipe, the loop polls terminal and pipe
 *           together, and finds the new size and the key that came with it.
 * Source:   signal-safety(7), the self-pipe; ioctl_tty(2), TIOCGWINSZ
 * Behaviour: B53
 * Requires: pty
 * Covers:   poll ioctl read
 */
#include "terminal.h"

static int self_pipe[2];
static void on_winch(int signal) {
  (void)signal;
  int saved = errno;
  if (write(self_pipe[1], "w", 1) != 1) _exit(9);
  errno = saved;
}

static void editor(int out) {
  struct winsize w;
  char key;
  struct pollfd both[] = {{.fd = slave, .events = POLLIN}, {.fd = self_pipe[0], .events = POLLIN}};
  must(sigaction(SIGWINCH, &(struct sigaction){.sa_handler = on_winch}, 0));
  must(write(out, "r", 1));
  for (;;) {
    int n = poll(both, 2, -1);
    if (n == -1 && errno == EINTR) continue;
    if (both[1].revents & POLLIN && read(self_pipe[0], &key, 1) == 1) {
      must(ioctl(slave, TIOCGWINSZ, &w));
      char told[2] = {(char)w.ws_row, (char)w.ws_col};
      must(write(out, told, 2));
    }
    if (both[0].revents & POLLIN && read(slave, &key, 1) == 1) {
      must(write(out, &key, 1));
      if (key == 'q') _exit(0);
    }
  }
}

int main(void) {
  int out[2];
  char told[4];
  must(pipe2(self_pipe, O_NONBLOCK)), must(pipe(out));
  open_terminal();
  raw();
  pid_t child = fork_session();
  if (!child) editor(out[1]);
  hear(out[0]);
  for (int i = 1; i <= 3; i++) {
    must(ioctl(master, TIOCSWINSZ, &(struct winsize){(unsigned short)(40 + i), (unsigned short)(80 + i), 0, 0}));
    must(read(out[0], told, 2));
    check(join("size_", number(i, 10)), told[0] == 40 + i && told[1] == 80 + i, 1);
    type("k");
    must(read(out[0], told, 1));
    check(join("key_", number(i, 10)), text(told, 1), "k");
  }
  type("q");
  check("ends", reap(child), "exited 0");
  return verdict();
}
