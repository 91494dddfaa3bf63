/* Contract: A background process that reads its terminal stops with its group by SIGTTIN, and reads on once it is in the
 *           foreground. If the signal is blocked or ignored, or the group is orphaned, the read is EIO. Others may read.
 * Source:   POSIX, General Terminal Interface, 11.1.4; Linux __tty_check_change
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

static int front(pid_t group) { return ioctl(slave, TIOCSPGRP, &group); }

static void reader(void) {
  char byte = 0;
  long n = read(slave, &byte, 1);
  _exit(n == 1 ? byte : n == -1 ? errno : 100);
}

static pid_t background(void (*first)(void)) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    setpgid(0, 0);
    first();
    reader();
  }
  must(setpgid(child, child) == -1 && errno != EACCES ? -1 : 0);
  return child;
}

static void nothing(void) {}
static void ignore(void) { signal(SIGTTIN, SIG_IGN); }
static void block(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTTIN);
  sigprocmask(SIG_BLOCK, &set, 0);
}
int main(void) {
  open_terminal();
  blocking(slave);
  must(ioctl(slave, TIOCSCTTY, 0));
  must(signal(SIGTTOU, SIG_IGN) == SIG_ERR ? -1 : 0);
  pid_t child = background(nothing);
  check("stops", next_change(child), "stopped SIGTTIN");
  type("A\n");
  must(kill(child, SIGCONT));
  check("stops_again", next_change(child), "stopped SIGTTIN");
  must(front(child));
  must(kill(child, SIGCONT));
  check("has_read", next_change(child), "exited 65");
  must(front(getpgrp()));
  must(tcflush(slave, TCIFLUSH));
  type("A\n");
  check("ignored", reap(background(ignore)), join("exited ", number(EIO, 10)));
  check("blocked", reap(background(block)), join("exited ", number(EIO, 10)));
  int answer[2], go[2];
  must(pipe(answer)), must(pipe(go));
  child = (pid_t)must(fork());
  if (!child) {
    setpgid(0, 0);
    if (must(fork())) _exit(0);
    hear(go[0]);
    char byte = 0;
    byte = (char)(read(slave, &byte, 1) == -1 ? errno : 0);
    must(write(answer[1], &byte, 1));
    _exit(0);
  }
  char error;
  check("parent_of_orphan", reap(child), "exited 0");
  /* It has been waited for: nobody in the session could continue the reader's group. */
  tell(go[1]);
  must(read(answer[0], &error, 1));
  check("orphaned", error_name(error), "EIO");
  child = (pid_t)must(fork());
  if (!child) {
    must(setsid());
    reader();
  }
  check("not_my_terminal", reap(child), "exited 65");
  return verdict();
}
