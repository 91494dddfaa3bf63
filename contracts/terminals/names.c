/* Contract: What is open on a terminal is named by its place in devpts, in /proc and by ttyname; once the master is
 *           closed the slave's name is a deleted one. /proc/PID/stat tells the controlling terminal and its foreground.
 * Source:   proc_pid_stat(5), tty_nr and tpgid; ttyname(3); Linux devpts_pty_kill
 * Requires: pty
 * Covers:   readlink ioctl
 */
#include "terminal.h"

static const char *link_of(int fd) {
  char name[64];
  return text(name, readlink(join("/proc/self/fd/", number(fd, 10)), name, sizeof name));
}

/* Field n of /proc/self/stat, counted from the state as 3. */
static long field(int n) {
  char stat[512];
  int fd = (int)must(open("/proc/self/stat", O_RDONLY));
  stat[must(read(fd, stat, sizeof stat - 1))] = 0;
  must(close(fd));
  char *at = strrchr(stat, ')');
  for (; n > 2; n--) at = strchr(at + 1, ' ');
  return strtol(at, 0, 10);
}

int main(void) {
  check("no_terminal", field(7), 0);
  check("no_foreground", field(8), -1);
  open_terminal();
  check("master", link_of(master), "/dev/pts/ptmx");
  check("slave", link_of(slave), "/dev/pts/0");
  check("isatty_master", isatty(master), 1);
  check("isatty_slave", isatty(slave), 1);
  check("isatty_null", isatty(0), 0);
  check("isatty_null_error", error_name(errno), "ENOTTY");
  const char *name = ttyname(slave);
  check("ttyname", name ? name : error_name(errno), "/dev/pts/0");
  pid_t child = fork_session();
  if (!child) {
    if (field(7) != 0x8800) _exit(1);
    if (field(8) != getpid()) _exit(2);
    must(setpgid(0, 0) == -1 ? 0 : -1);
    pid_t other = (pid_t)must(fork());
    if (!other) {
      must(setpgid(0, 0));
      _exit(field(8) == getppid() && field(7) == 0x8800 ? 0 : 1);
    }
    if (strcmp(reap(other), "exited 0")) _exit(3);
    must(setsid() == -1 ? 0 : -1);
    other = (pid_t)must(fork());
    if (!other) {
      must(setsid());
      _exit(field(7) == 0 && field(8) == -1 ? 0 : 1);
    }
    _exit(strcmp(reap(other), "exited 0") ? 4 : 0);
  }
  check("stat_fields", reap(child), "exited 0");
  must(close(master));
  check("slave_of_closed", link_of(slave), "/dev/pts/0 (deleted)");
  check("isatty_hung_up", isatty(slave), 0);
  check("isatty_hung_up_error", error_name(errno), "ENOTTY");
  return verdict();
}
