/* Contract: A background process may write to its terminal, unless TOSTOP is set: then SIGTTOU stops its group, but for
 *           those who block or ignore it; orphaned groups get EIO. To change settings is as if TOSTOP were always set.
 * Source:   POSIX, General Terminal Interface, 11.1.4; Linux tty_check_change, n_tty_write
 * Requires: pty
 * Covers:   write ioctl
 */
#include "terminal.h"

static int front(pid_t group) { return ioctl(slave, TIOCSPGRP, &group); }
static int say(void) { return write(slave, "x", 1) == -1 ? errno : 0; }
static int set(void) {
  struct termios t;
  return ioctl(slave, TCGETS, &t) == -1 || ioctl(slave, TCSETS, &t) == -1 ? errno : 0;
}
static int flush(void) { return ioctl(slave, TCFLSH, TCIFLUSH) == -1 ? errno : 0; }
static int flow(void) { return ioctl(slave, TCXONC, TCOON) == -1 ? errno : 0; }
static int resize(void) { return ioctl(slave, TIOCSWINSZ, &(struct winsize){1, 2, 3, 4}) == -1 ? errno : 0; }
static int step_forward(void) { return ioctl(slave, TIOCSPGRP, &(int){getpgrp()}) == -1 ? errno : 0; }

enum { PLAIN, IGNORED, BLOCKED };

/* A child in the background takes the step; if it stops it is brought to the front. */
static const char *background(int (*step)(void), int how) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    setpgid(0, 0);
    signal(SIGTTOU, how == IGNORED ? SIG_IGN : SIG_DFL);
    if (how == BLOCKED) sigprocmask(SIG_BLOCK, &set, 0);
    _exit(step());
  }
  int status = 0;
  must(waitpid(child, &status, WUNTRACED));
  if (WIFEXITED(status)) {
    must(front(getpgrp()));
    return error_name(WEXITSTATUS(status));
  }
  const char *stopped = join(wait_status(status), ", then ");
  must(front(child));
  must(kill(child, SIGCONT));
  must(waitpid(child, &status, 0));
  must(front(getpgrp()));
  return join(stopped, error_name(WEXITSTATUS(status)));
}

int main(void) {
  open_terminal();
  must(ioctl(slave, TIOCSCTTY, 0));
  must(signal(SIGTTOU, SIG_IGN) == SIG_ERR ? -1 : 0);
  check("write", background(say, PLAIN), "0");
  local(TOSTOP, 0);
  check("write_tostop", background(say, PLAIN), "stopped SIGTTOU, then 0");
  check("write_ignored", background(say, IGNORED), "0");
  check("write_blocked", background(say, BLOCKED), "0");
  local(0, TOSTOP);
  check("settings", background(set, PLAIN), "stopped SIGTTOU, then 0");
  check("settings_ignored", background(set, IGNORED), "0");
  check("settings_blocked", background(set, BLOCKED), "0");
  check("flush", background(flush, PLAIN), "stopped SIGTTOU, then 0");
  check("flow", background(flow, PLAIN), "stopped SIGTTOU, then 0");
  check("foreground", background(step_forward, PLAIN), "stopped SIGTTOU, then 0");
  check("foreground_blocked", background(step_forward, BLOCKED), "0");
  check("window_size", background(resize, PLAIN), "0");
  check("written", screen(), "xxxx");
  local(TOSTOP, 0);
  int answer[2], go[2];
  must(pipe(answer)), must(pipe(go));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    setpgid(0, 0);
    signal(SIGTTOU, SIG_DFL);
    if (must(fork())) _exit(0);
    hear(go[0]);
    char errors[3] = {(char)say(), (char)set(), (char)step_forward()};
    must(write(answer[1], errors, 3));
    _exit(0);
  }
  char errors[3];
  check("parent_of_orphan", reap(child), "exited 0");
  /* It has been waited for: nobody in the session could continue the group. */
  tell(go[1]);
  must(read(answer[0], errors, 3));
  check("orphan_writes", error_name(errors[0]), "EIO");
  check("orphan_sets", error_name(errors[1]), "EIO");
  check("orphan_to_the_front", error_name(errors[2]), "ENOTTY");
  return verdict();
}
