/* Contract: A session leader without a terminal gets one by opening it, unless it says O_NOCTTY or opens it for writing
 *           only; others do not. /dev/tty is one's terminal, ENXIO for those who have none; a master is never one.
 * Source:   open(2), O_NOCTTY; tty(4); Linux tty_open_proc_set_tty, tty_open_current_tty
 * Requires: pty
 * Covers:   openat setsid
 */
#include "terminal.h"

static const char *has_terminal(void) {
  int fd = open("/dev/tty", O_RDWR | O_NONBLOCK);
  if (fd == -1) return error_name(errno);
  close(fd);
  return "yes";
}

/* What a child finds after opening the slave so; as a leader or not. */
static const char *opener(int leads, const char *what, int how) {
  static const char *answers[] = {"yes", "ENXIO", "other"};
  pid_t child = (pid_t)must(fork());
  if (!child) {
    if (leads) setsid();
    int fd = open(what, how | O_NONBLOCK);
    if (fd == -1) _exit(2);
    const char *answer = has_terminal();
    for (int i = 0; i < 3; i++)
      if (!strcmp(answer, answers[i])) _exit(i);
    _exit(2);
  }
  int status = 0;
  must(waitpid(child, &status, 0));
  return answers[WEXITSTATUS(status) % 3];
}

int main(void) {
  open_terminal();
  const char *name = slave_name(master);
  check("none", has_terminal(), "ENXIO");
  check("leader", opener(1, name, O_RDWR), "yes");
  check("no_leader", opener(0, name, O_RDWR), "ENXIO");
  check("o_noctty", opener(1, name, O_RDWR | O_NOCTTY), "ENXIO");
  check("read_only", opener(1, name, O_RDONLY), "yes");
  check("write_only", opener(1, name, O_WRONLY), "ENXIO");
  check("master", opener(1, "/dev/ptmx", O_RDWR), "ENXIO");
  pid_t child = fork_session();
  if (!child) {
    char byte;
    int other = open_master(), tty = (int)must(open("/dev/tty", O_RDWR | O_NONBLOCK));
    must(open(slave_name(other), O_RDWR));
    if (write(tty, "own", 3) != 3 || read(tty, &byte, 1) != -1 || errno != EAGAIN) _exit(1);
    /* A forked child has it, a new session has not. */
    pid_t grandchild = (pid_t)must(fork());
    if (!grandchild) {
      if (strcmp(has_terminal(), "yes")) _exit(2);
      must(setsid());
      if (strcmp(has_terminal(), "ENXIO")) _exit(3);
      must(open(slave_name(master), O_RDWR));
      /* It is another session's. */
      _exit(strcmp(has_terminal(), "ENXIO") ? 4 : 0);
    }
    int status;
    must(waitpid(grandchild, &status, 0));
    _exit(WEXITSTATUS(status));
  }
  check("session", reap(child), "exited 0");
  check("written_by_dev_tty", screen(), "own");
  return verdict();
}
